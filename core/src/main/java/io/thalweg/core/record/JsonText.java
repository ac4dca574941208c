package io.thalweg.core.record;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The inside of a JSON string in its shortest escaping: only {@code "}, {@code \} and what is below
 * U+0020 are escaped, by two characters where JSON has such a form. Two equal strings always have
 * equal bytes in it.
 */
public final class JsonText {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private JsonText() {}

  /** The inside of the JSON string for {@code text}. Unpaired surrogates become {@code ?}. */
  public static byte[] escape(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    int first = 0;
    while (first < utf8.length && !needsEscape(utf8[first])) {
      first++;
    }
    if (first == utf8.length) {
      return utf8;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(utf8.length + 16);
    out.write(utf8, 0, first);
    for (int i = first; i < utf8.length; i++) {
      writeEscaped(out, utf8[i]);
    }
    return out.toByteArray();
  }

  /** The string whose shortest escaping is {@code bytes[at .. at+length)}. */
  public static String unescape(byte[] bytes, int at, int length) {
    int end = at + length;
    for (int i = at; i < end; i++) {
      if (bytes[i] == '\\') {
        return new String(unescapeBytes(bytes, at, length), StandardCharsets.UTF_8);
      }
    }
    return new String(bytes, at, length, StandardCharsets.UTF_8);
  }

  /** The UTF-8 bytes of the string whose shortest escaping is {@code bytes[at .. at+length)}. */
  static byte[] unescapeBytes(byte[] bytes, int at, int length) {
    byte[] out = new byte[length];
    int n = 0;
    for (int i = at; i < at + length; i++) {
      byte b = bytes[i];
      if (b != '\\') {
        out[n++] = b;
        continue;
      }
      byte escaped = bytes[++i];
      switch (escaped) {
        case 'n' -> out[n++] = '\n';
        case 't' -> out[n++] = '\t';
        case 'r' -> out[n++] = '\r';
        case 'b' -> out[n++] = '\b';
        case 'f' -> out[n++] = '\f';
        case 'u' -> {
          out[n++] =
              (byte) (Character.digit(bytes[i + 3], 16) << 4 | Character.digit(bytes[i + 4], 16));
          i += 4;
        }
        default -> out[n++] = escaped;
      }
    }
    return Arrays.copyOf(out, n);
  }

  private static boolean needsEscape(byte b) {
    return b == '"' || b == '\\' || (b >= 0 && b < 0x20);
  }

  private static void writeEscaped(ByteArrayOutputStream out, byte b) {
    if (!needsEscape(b)) {
      out.write(b);
      return;
    }
    out.write('\\');
    switch (b) {
      case '"', '\\' -> out.write(b);
      case '\n' -> out.write('n');
      case '\t' -> out.write('t');
      case '\r' -> out.write('r');
      case '\b' -> out.write('b');
      case '\f' -> out.write('f');
      default -> {
        out.write('u');
        out.write('0');
        out.write('0');
        out.write(HEX[b >> 4]);
        out.write(HEX[b & 0xF]);
      }
    }
  }
}
