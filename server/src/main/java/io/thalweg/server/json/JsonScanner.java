package io.thalweg.server.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Walks over a JSON text where it lies, checking it by RFC 8259 to the letter: UTF-8 without
 * overlong forms or surrogates, no control characters in strings, no {@code NaN}, no leading zeros,
 * no comments. Nothing is decoded or copied unless asked for. Not thread-safe.
 *
 * <p>All methods throw {@link JsonSyntaxException} where the text is malformed.
 */
final class JsonScanner {
  /** Objects and arrays may lie so deep in each other. */
  static final int DEPTH_MAX = 512;

  /** What {@link #peek} returns behind the last byte. */
  static final int END = -1;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private final byte[] bytes;
  private final int end;
  private int at;
  private int depth;
  private int textAt;
  private int textEnd;
  private boolean escaped;
  private boolean loneSurrogate;

  /** A scanner over {@code bytes[from .. end)}. */
  JsonScanner(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  /** Where the next byte is read. */
  int at() {
    return at;
  }

  /** Skips white space and returns the byte behind it without taking it, or {@link #END}. */
  int peek() {
    while (at < end) {
      byte b = bytes[at];
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return b;
      }
      at++;
    }
    return END;
  }

  /** Takes the next byte behind white space if it is this one. */
  boolean take(char wanted) {
    if (peek() != wanted) {
      return false;
    }
    at++;
    return true;
  }

  void expect(char wanted, String words) {
    if (!take(wanted)) {
      throw fault(words);
    }
  }

  JsonSyntaxException fault(String message) {
    return new JsonSyntaxException(message, at);
  }

  /**
   * Moves to an object's next member, and behind its colon; its name is the text then.
   *
   * @param first whether none has been read since the opening brace
   * @return false at the object's end, which is taken
   */
  boolean nextMember(boolean first) {
    if (take('}')) {
      return false;
    }
    if (!first) {
      expect(',', "a comma or a closing brace is missing");
    }
    if (peek() != '"') {
      throw fault("a member's name is missing");
    }
    text();
    expect(':', "a colon is missing");
    return true;
  }

  /**
   * Moves to an array's next element.
   *
   * @param first whether none has been read since the opening bracket
   * @return false at the array's end, which is taken
   */
  boolean nextElement(boolean first) {
    if (take(']')) {
      return false;
    }
    if (!first) {
      expect(',', "a comma or a closing bracket is missing");
    }
    return true;
  }

  /** Checks and skips a value of any kind. */
  void skipValue() {
    switch (peek()) {
      case '{' -> skipObject();
      case '[' -> skipArray();
      case '"' -> text();
      case 't' -> literal("true");
      case 'f' -> literal("false");
      case 'n' -> literal("null");
      default -> number();
    }
  }

  private void skipObject() {
    enter();
    for (boolean first = true; nextMember(first); first = false) {
      skipValue();
    }
    depth--;
  }

  private void skipArray() {
    enter();
    for (boolean first = true; nextElement(first); first = false) {
      skipValue();
    }
    depth--;
  }

  private void enter() {
    at++;
    if (++depth > DEPTH_MAX) {
      throw fault("more than " + DEPTH_MAX + " levels");
    }
  }

  private void literal(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (at + i >= end || bytes[at + i] != word.charAt(i)) {
        throw fault("a value is missing or malformed");
      }
    }
    at += word.length();
  }

  private void number() {
    int start = at;
    if (at < end && bytes[at] == '-') {
      at++;
    }
    if (at < end && bytes[at] == '0') {
      at++;
    } else {
      digits(start);
    }
    if (at < end && bytes[at] == '.') {
      at++;
      digits(start);
    }
    if (at < end && (bytes[at] == 'e' || bytes[at] == 'E')) {
      at++;
      if (at < end && (bytes[at] == '+' || bytes[at] == '-')) {
        at++;
      }
      digits(start);
    }
  }

  private void digits(int start) {
    int from = at;
    while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    if (at == from) {
      at = start;
      throw fault("a value is missing or malformed");
    }
  }

  /** Reads the string at the next byte, which is its quotation mark. */
  void text() {
    int i = at + 1;
    textAt = i;
    escaped = false;
    while (true) {
      i = plain(i);
      if (i >= end) {
        throw fault("a string does not end");
      }
      byte b = bytes[i];
      if (b == '"') {
        textEnd = i;
        at = i + 1;
        return;
      } else if (b == '\\') {
        escaped = true;
        i = escape(i);
      } else if (b >= 0) {
        at = i;
        throw fault("a control character is not escaped");
      } else {
        i = utf8(i);
      }
    }
  }

  /** The first place from {@code i} on that is not a plain ASCII character of a string. */
  private int plain(int i) {
    while (i + Long.BYTES <= end) {
      long word = (long) LONG.get(bytes, i);
      long quotes = word ^ (ONES * '"');
      long backslashes = word ^ (ONES * '\\');
      long special = (word - ONES * 0x20 | quotes - ONES | backslashes - ONES | word) & HIGH_BITS;
      if (special != 0) {
        // Borrows only run upwards: what lies below the first hit is plain.
        i += Long.numberOfTrailingZeros(special) >>> 3;
        break;
      }
      i += Long.BYTES;
    }
    while (i < end && isPlain(bytes[i])) {
      i++;
    }
    return i;
  }

  private static boolean isPlain(byte b) {
    return b >= 0x20 && b != '"' && b != '\\';
  }

  private int escape(int i) {
    int kind = i + 1 < end ? bytes[i + 1] : END;
    switch (kind) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
        return i + 2;
      }
      case 'u' -> {
        return unicodeEscape(i);
      }
      default -> {
        at = i;
        throw fault("an escape is malformed");
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
        at = Math.min(k, end);
        throw fault("an escape is malformed");
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

  private JsonSyntaxException notUtf8(int i) {
    at = i;
    return fault("this is not UTF-8");
  }

  /** Where the last string's inside begins. */
  int textAt() {
    return textAt;
  }

  /** Length of the last string's inside in bytes, escapes as they are. */
  int textLength() {
    return textEnd - textAt;
  }

  /** Whether the last string holds escapes. */
  boolean escaped() {
    return escaped;
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

  /** The last string, decoded. */
  String textString() {
    if (!escaped) {
      return new String(bytes, textAt, textEnd - textAt, StandardCharsets.UTF_8);
    }
    StringBuilder text = new StringBuilder(textEnd - textAt);
    int from = textAt;
    for (int i = textAt; i < textEnd; ) {
      if (bytes[i] != '\\') {
        i++;
        continue;
      }
      text.append(new String(bytes, from, i - from, StandardCharsets.UTF_8));
      text.append(unescaped(i));
      i += bytes[i + 1] == 'u' ? 6 : 2;
      from = i;
    }
    return text.append(new String(bytes, from, textEnd - from, StandardCharsets.UTF_8)).toString();
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
