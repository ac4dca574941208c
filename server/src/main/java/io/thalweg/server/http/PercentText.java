package io.thalweg.server.http;

import io.thalweg.core.error.StreamException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Decodes the percent encoding of paths and queries, once and strictly. */
final class PercentText {
  private PercentText() {}

  /**
   * Decodes {@code text[from .. to)}.
   *
   * @param plusIsSpace as in a query
   * @throws StreamException {@code INVALID_REQUEST} if it is malformed or no UTF-8
   */
  static String decode(String text, int from, int to, boolean plusIsSpace) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c == '%' || (plusIsSpace && c == '+') || c > 0x7E || c < 0x21) {
        return decodeBytes(text, from, to, plusIsSpace);
      }
    }
    return text.substring(from, to);
  }

  private static String decodeBytes(String text, int from, int to, boolean plusIsSpace) {
    byte[] bytes = new byte[to - from];
    int length = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c == '%') {
        if (i + 2 >= to) {
          throw malformed();
        }
        bytes[length++] = (byte) (hex(text.charAt(i + 1)) << 4 | hex(text.charAt(i + 2)));
        i += 2;
      } else if (c == '+' && plusIsSpace) {
        bytes[length++] = ' ';
      } else if (c > 0xFF) {
        throw malformed();
      } else {
        // The request line is read as ISO 8859-1: what was sent unencoded comes as single bytes.
        bytes[length++] = (byte) c;
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, 0, length))
          .toString();
    } catch (CharacterCodingException notUtf8) {
      throw malformed();
    }
  }

  private static int hex(char c) {
    int digit = c > 0x7F ? -1 : Character.digit(c, 16);
    if (digit < 0) {
      throw malformed();
    }
    return digit;
  }

  private static StreamException malformed() {
    return StreamException.invalid("uri", "has a malformed percent encoding");
  }
}
