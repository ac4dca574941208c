package io.thalweg.storage.redis;

import java.nio.charset.StandardCharsets;

/** Goes through whole replies, in RESP2. Not thread-safe. */
final class RespCursor {
  private final byte[] bytes;
  private int at;

  RespCursor(byte[] bytes, int at) {
    this.bytes = bytes;
    this.at = at;
  }

  byte[] bytes() {
    return bytes;
  }

  int at() {
    return at;
  }

  /** Enters an array: how many elements come; -1 if there is none. */
  int array() {
    return (int) head('*');
  }

  /**
   * Enters a string: its length, and the cursor is at its first byte; -1 if there is none. {@link
   * #leave} goes behind it.
   */
  int bulk() {
    return (int) head('$');
  }

  void leave(int length) {
    at += length + 2;
  }

  /** A string, or null. */
  String text() {
    int length = bulk();
    if (length < 0) {
      return null;
    }
    String text = new String(bytes, at, length, StandardCharsets.UTF_8);
    leave(length);
    return text;
  }

  /** A whole number, be it said as such or as a string; 0 if there is none. */
  long number() {
    if (bytes[at] == ':') {
      return head(':');
    }
    int length = bulk();
    if (length < 0) {
      return 0;
    }
    long number = number(bytes, at, at + length);
    leave(length);
    return number;
  }

  /** Whether an array comes. */
  boolean isArray() {
    return bytes[at] == '*';
  }

  /** Whether an error comes. */
  boolean isError() {
    return bytes[at] == '-';
  }

  /** What the error says that comes. */
  String error() {
    int from = at + 1;
    skip();
    return new String(bytes, from, at - 2 - from, StandardCharsets.UTF_8);
  }

  /** Goes behind a reply, whatever it is. */
  void skip() {
    for (long left = 1; left > 0; left--) {
      byte type = bytes[at];
      long number = head(type);
      if (type == '*') {
        left += Math.max(0, number);
      } else if (type == '$' && number >= 0) {
        leave((int) number);
      }
    }
  }

  /** Goes behind so many of them. */
  void skip(int replies) {
    for (int i = 0; i < replies; i++) {
      skip();
    }
  }

  private long head(int type) {
    if (bytes[at] != type) {
      throw new IllegalStateException("Redis sent " + (char) bytes[at] + " for " + (char) type);
    }
    int end = at + 1;
    while (bytes[end] != '\r') {
      end++;
    }
    long number = type == '+' || type == '-' ? 0 : number(bytes, at + 1, end);
    at = end + 2;
    return number;
  }

  /** The number that digits stand for. */
  static long number(byte[] bytes, int from, int to) {
    boolean negative = from < to && bytes[from] == '-';
    long value = 0;
    for (int i = negative ? from + 1 : from; i < to; i++) {
      value = 10 * value + bytes[i] - '0';
    }
    return negative ? -value : value;
  }
}
