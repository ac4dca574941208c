package io.thalweg.storage.file.stream;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * 128-bit fingerprints of event ids by SipHash-2-4 under a secret key of the data directory, so
 * that nobody can make two ids that look the same: among a million ids the odds of a pair by chance
 * are below 10^-26. Holds the last result; not thread-safe.
 */
public final class Fingerprints {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final long key0;
  private final long key1;
  private long v0;
  private long v1;
  private long v2;
  private long v3;
  private long high;
  private long low;

  public Fingerprints(long key0, long key1) {
    this.key0 = key0;
    this.key1 = key1;
  }

  /** Takes the fingerprint of some bytes. */
  void take(byte[] bytes, int at, int length) {
    v0 = key0 ^ 0x736f6d6570736575L;
    v1 = key1 ^ 0x646f72616e646f6dL ^ 0xee;
    v2 = key0 ^ 0x6c7967656e657261L;
    v3 = key1 ^ 0x7465646279746573L;
    int wholeEnd = at + (length & ~7);
    for (int i = at; i < wholeEnd; i += 8) {
      mix((long) LONG.get(bytes, i));
    }
    long last = (long) length << 56;
    for (int i = (length & 7) - 1; i >= 0; i--) {
      last |= (bytes[wholeEnd + i] & 0xFFL) << (8 * i);
    }
    mix(last);
    v2 ^= 0xee;
    rounds(4);
    high = v0 ^ v1 ^ v2 ^ v3;
    v1 ^= 0xdd;
    rounds(4);
    low = v0 ^ v1 ^ v2 ^ v3;
  }

  long high() {
    return high;
  }

  long low() {
    return low;
  }

  private void mix(long word) {
    v3 ^= word;
    rounds(2);
    v0 ^= word;
  }

  private void rounds(int count) {
    for (int i = 0; i < count; i++) {
      v0 += v1;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v3;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 += v3;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 += v1;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v2 = Long.rotateLeft(v2, 32);
    }
  }
}
