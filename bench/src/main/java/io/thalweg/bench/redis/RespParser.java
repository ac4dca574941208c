package io.thalweg.bench.redis;

import io.netty.buffer.ByteBuf;
import io.thalweg.bench.net.WireException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Not thread-safe. Cuts what Redis sends (RESP2) into replies and the strings in them, from
 * whatever pieces the socket delivers. However deep arrays lie in each other, their strings are
 * told one after the other.
 */
final class RespParser {

  /** Told what was found; arrays are valid during the call only. */
  interface Replies {
    /** A string or a number, of a reply or in one. */
    void string(byte[] array, int from, int length);

    /** The reply is complete. */
    void replyEnd();
  }

  private byte[] bytes = new byte[64 << 10];
  private int start;
  private int end;

  /** Values that are still to come until the reply is complete. */
  private long missing = 1;

  /** Takes all there is; a value that is not complete yet is kept. */
  void read(ByteBuf in, Replies to) {
    append(in);
    while (start < end && value(to)) {
      if (missing == 0) {
        missing = 1;
        to.replyEnd();
      }
    }
  }

  private void append(ByteBuf in) {
    int more = in.readableBytes();
    System.arraycopy(bytes, start, bytes, 0, end - start);
    end -= start;
    start = 0;
    if (end + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(end + more, 2 * bytes.length));
    }
    in.readBytes(bytes, end, more);
    end += more;
  }

  /** Takes one value, if all of it is there. */
  private boolean value(Replies to) {
    int lineEnd = start + 1;
    while (lineEnd < end && bytes[lineEnd] != '\r') {
      lineEnd++;
    }
    if (lineEnd + 1 >= end) {
      return false;
    }
    switch (bytes[start]) {
      case '*':
        missing += Math.max(0, number(lineEnd)) - 1;
        start = lineEnd + 2;
        return true;
      case '$':
        return string(lineEnd, to);
      case '+', ':':
        to.string(bytes, start + 1, lineEnd - start - 1);
        missing--;
        start = lineEnd + 2;
        return true;
      default:
        throw new WireException("Redis answered " + line(lineEnd));
    }
  }

  private boolean string(int lineEnd, Replies to) {
    int length = number(lineEnd);
    int from = lineEnd + 2;
    int next = length < 0 ? from : from + length + 2;
    if (next > end) {
      return false;
    }
    if (length >= 0) {
      to.string(bytes, from, length);
    }
    missing--;
    start = next;
    return true;
  }

  private int number(int lineEnd) {
    int at = start + 1;
    boolean negative = bytes[at] == '-';
    int value = 0;
    for (at += negative ? 1 : 0; at < lineEnd; at++) {
      int digit = bytes[at] - '0';
      if (digit < 0 || digit > 9) {
        throw new WireException("not a length: " + line(lineEnd));
      }
      value = Math.addExact(Math.multiplyExact(value, 10), digit);
    }
    return negative ? -value : value;
  }

  private String line(int lineEnd) {
    return new String(bytes, start, lineEnd - start, StandardCharsets.UTF_8);
  }
}
