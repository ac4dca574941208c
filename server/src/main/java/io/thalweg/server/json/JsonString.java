package io.thalweg.server.json;

import java.nio.charset.StandardCharsets;

/**
 * One JSON string after the other, checked where it lies: well-formed UTF-8, known escapes, no
 * control characters. A holder that is filled again and again; not thread-safe.
 */
final class JsonString {
  private static final byte DELETE = 0x7F;

  private final byte[] bytes;
  private final int end;
  private int from;
  private int to;
  private boolean escaped;
  private boolean printableAscii;
  private boolean loneSurrogate;

  /** Strings in {@code bytes[0 .. end)}. */
  JsonString(byte[] bytes, int end) {
    this.bytes = bytes;
    this.end = end;
  }

  /** Where its inside begins. */
  int from() {
    return from;
  }

  /** Length of its inside in bytes, escapes as they are. */
  int length() {
    return to - from;
  }

  /** Whether it holds escapes. */
  boolean escaped() {
    return escaped;
  }

  /**
   * Whether nothing in it lies above U+007E as it stands here: what escapes say is not looked at.
   */
  boolean printableAscii() {
    return printableAscii;
  }

  /**
   * Whether a string held half of a surrogate pair since this was last asked: JSON's grammar allows
   * it, but no UTF-8 can say it.
   */
  boolean loneSurrogate() {
    boolean found = loneSurrogate;
    loneSurrogate = false;
    return found;
  }

  /**
   * Reads the string whose quotation mark is at {@code quote}.
   *
   * @return behind its closing quotation mark
   * @throws JsonSyntaxException if it is malformed
   */
  int read(int quote) {
    from = quote + 1;
    escaped = false;
    printableAscii = true;
    for (int i = from; ; ) {
      i = plain(i);
      if (i >= end) {
        throw new JsonSyntaxException("a string does not end", quote);
      }
      byte b = bytes[i];
      if (b == '"') {
        to = i;
        return i + 1;
      } else if (b == '\\') {
        escaped = true;
        i = escape(i);
      } else if (b >= 0 && b < ' ') {
        throw new JsonSyntaxException("a control character is not escaped", i);
      } else {
        printableAscii = false;
        i = b == DELETE ? i + 1 : utf8(i);
      }
    }
  }

  /** The first place from {@code i} on that is not a printable ASCII character of a string. */
  private int plain(int i) {
    while (i + 2 * Long.BYTES <= end) {
      long first = special(Words.at(bytes, i));
      long second = special(Words.at(bytes, i + Long.BYTES));
      if ((first | second) != 0) {
        // Borrows and carries only run upwards: what lies below the first hit is plain.
        return first != 0
            ? i + (Long.numberOfTrailingZeros(first) >>> 3)
            : i + Long.BYTES + (Long.numberOfTrailingZeros(second) >>> 3);
      }
      i += 2 * Long.BYTES;
    }
    while (i < end && isPlain(bytes[i])) {
      i++;
    }
    return i;
  }

  /** The high bit of each byte that is not plain, at least of the lowest one. */
  private static long special(long word) {
    // Exchanging 0x20 and 0x22 brings the quotation mark to the control characters.
    long controlOrQuote = (word ^ Words.ONES * 0x02) - Words.ONES * 0x21;
    long backslash = (word ^ Words.ONES * '\\') - Words.ONES;
    long aboveTilde = word | word + Words.ONES;
    return (controlOrQuote | backslash | aboveTilde) & Words.HIGH_BITS;
  }

  private static boolean isPlain(byte b) {
    return b >= 0x20 && b != '"' && b != '\\' && b != DELETE;
  }

  private int escape(int i) {
    int kind = i + 1 < end ? bytes[i + 1] : 0;
    switch (kind) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
        return i + 2;
      }
      case 'u' -> {
        return unicodeEscape(i);
      }
      default -> {
        throw new JsonSyntaxException("an escape is malformed", i);
      }
    }
  }

  private int unicodeEscape(int i) {
    int unit = hex4(i + 2);
    if (unit < 0xD800 || unit > 0xDFFF) {
      return i + 6;
    }
    boolean paired =
        unit < 0xDC00
            && i + 7 < end
            && bytes[i + 6] == '\\'
            && bytes[i + 7] == 'u'
            && (hex4(i + 8) & 0xFC00) == 0xDC00;
    loneSurrogate |= !paired;
    return paired ? i + 12 : i + 6;
  }

  private int hex4(int i) {
    int value = 0;
    for (int k = i; k < i + 4; k++) {
      int digit = k < end && bytes[k] > 0 ? Character.digit(bytes[k], 16) : -1;
      if (digit < 0) {
        throw new JsonSyntaxException("an escape is malformed", Math.min(k, end));
      }
      value = value << 4 | digit;
    }
    return value;
  }

  /** Checks the character of two to four bytes at {@code i}. */
  private int utf8(int i) {
    int lead = bytes[i] & 0xFF;
    int length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || i + length > end) {
      throw notUtf8(i);
    }
    int second = bytes[i + 1] & 0xFF;
    int low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    int high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (second < low || second > high) {
      throw notUtf8(i);
    }
    for (int k = i + 2; k < i + length; k++) {
      if ((bytes[k] & 0xC0) != 0x80) {
        throw notUtf8(i);
      }
    }
    return i + length;
  }

  private static JsonSyntaxException notUtf8(int i) {
    return new JsonSyntaxException("this is not UTF-8", i);
  }

  /** What it says. */
  String decode() {
    if (!escaped) {
      return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
    StringBuilder text = new StringBuilder(to - from);
    int plainFrom = from;
    for (int i = from; i < to; ) {
      if (bytes[i] != '\\') {
        i++;
        continue;
      }
      text.append(new String(bytes, plainFrom, i - plainFrom, StandardCharsets.UTF_8));
      text.append(unescaped(i));
      i += bytes[i + 1] == 'u' ? 6 : 2;
      plainFrom = i;
    }
    return text.append(new String(bytes, plainFrom, to - plainFrom, StandardCharsets.UTF_8))
        .toString();
  }

  private char unescaped(int i) {
    return switch (bytes[i + 1]) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> (char) hex4(i + 2);
      default -> (char) bytes[i + 1];
    };
  }
}
