package io.thalweg.server.json;

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

  private final byte[] bytes;
  private final int end;
  private final JsonString text;
  private int at;
  private int depth;

  /** A scanner over {@code bytes[from .. end)}. */
  JsonScanner(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
    this.text = new JsonString(bytes, end);
  }

  /** Where the next byte is read. */
  int at() {
    return at;
  }

  /** Skips white space and returns the byte behind it, 0 to 255, or {@link #END}; takes nothing. */
  int peek() {
    while (at < end) {
      byte b = bytes[at];
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return b & 0xFF;
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
   * Moves to an object's next member, and behind its colon; its name is the last text then.
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
    at = text.read(at);
  }

  /** The last string that was read. */
  JsonString lastText() {
    return text;
  }
}
