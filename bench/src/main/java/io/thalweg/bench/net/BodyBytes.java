package io.thalweg.bench.net;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Not thread-safe. The bytes of one response body or page, in an array that is used again for the
 * next one: who wants to keep them copies them.
 */
public final class BodyBytes {

  private byte[] array = new byte[1024];
  private int length;

  public byte[] array() {
    return array;
  }

  public int length() {
    return length;
  }

  public String text() {
    return new String(array, 0, length, StandardCharsets.UTF_8);
  }

  public boolean startsWith(byte[] prefix) {
    return length >= prefix.length
        && Arrays.equals(array, 0, prefix.length, prefix, 0, prefix.length);
  }

  public void clear() {
    length = 0;
  }

  void append(ByteBuf in, int count) {
    makeRoom(count);
    in.readBytes(array, length, count);
    length += count;
  }

  public void append(byte[] from, int index, int count) {
    makeRoom(count);
    System.arraycopy(from, index, array, length, count);
    length += count;
  }

  private void makeRoom(int count) {
    if (length + count > array.length) {
      array = Arrays.copyOf(array, Math.max(length + count, 2 * array.length));
    }
  }
}
