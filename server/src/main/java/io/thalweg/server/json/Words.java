package io.thalweg.server.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Text looked at eight bytes at a time. */
final class Words {
  /** A one in each byte: times a byte, it is that byte eight times. */
  static final long ONES = 0x0101010101010101L;

  static final long HIGH_BITS = 0x8080808080808080L;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Words() {}

  /** The eight bytes from an index on, the first of them lowest. */
  static long at(byte[] bytes, int index) {
    return (long) LONG.get(bytes, index);
  }
}
