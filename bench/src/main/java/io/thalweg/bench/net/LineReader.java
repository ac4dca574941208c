package io.thalweg.bench.net;

import io.netty.buffer.ByteBuf;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;

/** Not thread-safe. One line of an HTTP head at a time, put together from any number of reads. */
final class LineReader {

  private static final int LINE_BYTES_MAX = 8192;

  private final byte[] bytes = new byte[LINE_BYTES_MAX];
  private int length;
  private boolean complete;

  /** Reads up to the end of the line; true once it is there, without its line end. */
  boolean read(ByteBuf in) {
    if (complete) {
      complete = false;
      length = 0;
    }
    int toEnd = in.bytesBefore((byte) '\n');
    int count = toEnd < 0 ? in.readableBytes() : toEnd;
    if (length + count > LINE_BYTES_MAX) {
      throw new WireException("a line of more than " + LINE_BYTES_MAX + " bytes");
    }
    in.readBytes(bytes, length, count);
    length += count;
    if (toEnd < 0) {
      return false;
    }
    in.skipBytes(1);
    if (length > 0 && bytes[length - 1] == '\r') {
      length--;
    }
    complete = true;
    return true;
  }

  int length() {
    return length;
  }

  boolean startsWith(String prefix) {
    if (length < prefix.length()) {
      return false;
    }
    for (int i = 0; i < prefix.length(); i++) {
      if (bytes[i] != prefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  boolean isHeader(AsciiString lowerCaseName) {
    int size = lowerCaseName.length();
    if (length <= size || bytes[size] != ':') {
      return false;
    }
    for (int i = 0; i < size; i++) {
      if (AsciiString.toLowerCase((char) bytes[i]) != lowerCaseName.byteAt(i)) {
        return false;
      }
    }
    return true;
  }

  int valueStart(AsciiString name) {
    int start = name.length() + 1;
    while (start < length && bytes[start] == ' ') {
      start++;
    }
    return start;
  }

  /** Where the character stands, or the end of the line. */
  int indexOf(char wanted) {
    int at = 0;
    while (at < length && bytes[at] != wanted) {
      at++;
    }
    return at;
  }

  long number(int from, int to, int radix) {
    long value = 0;
    int end = to;
    while (end > from && bytes[end - 1] == ' ') {
      end--;
    }
    if (end == from || end - from > 15) {
      throw new WireException("not a number: " + text());
    }
    for (int i = from; i < end; i++) {
      int digit = Character.digit(bytes[i], radix);
      if (digit < 0) {
        throw new WireException("not a number: " + text());
      }
      value = value * radix + digit;
    }
    return value;
  }

  String text() {
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }
}
