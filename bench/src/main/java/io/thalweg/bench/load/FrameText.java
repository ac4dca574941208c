package io.thalweg.bench.load;

import io.netty.buffer.ByteBuf;
import io.thalweg.bench.target.BenchFailure;
import java.nio.charset.StandardCharsets;

/**
 * Reads the two numbers that are wanted of a pushed event where it lies: its offset, and the number
 * in its data.
 */
final class FrameText {

  private static final byte[] OFFSET = "{\"offset\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DATA = "\"data\":\"".getBytes(StandardCharsets.US_ASCII);

  private FrameText() {}

  static long offset(ByteBuf payload, int index, int length) {
    if (!matches(payload, index, index + length, OFFSET)) {
      throw unexpected(payload, index, length);
    }
    return number(payload, index + OFFSET.length, index + length);
  }

  static long dataNumber(ByteBuf payload, int index, int length) {
    for (int at = index; at < index + length; at++) {
      if (matches(payload, at, index + length, DATA)) {
        int start = at + DATA.length;
        return number(payload, start, Math.min(start + EventJson.NUMBER_DIGITS, index + length));
      }
    }
    throw unexpected(payload, index, length);
  }

  private static boolean matches(ByteBuf payload, int at, int end, byte[] wanted) {
    if (at + wanted.length > end) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (payload.getByte(at + i) != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  private static long number(ByteBuf payload, int from, int end) {
    long value = 0;
    for (int at = from; at < end; at++) {
      int digit = payload.getByte(at) - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  private static BenchFailure unexpected(ByteBuf payload, int index, int length) {
    return new BenchFailure("no event: " + payload.toString(index, length, StandardCharsets.UTF_8));
  }
}
