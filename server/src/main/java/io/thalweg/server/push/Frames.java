package io.thalweg.server.push;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * WebSocket frames as a server sends them (RFC 6455): final, not masked. They are written to the
 * channel as bytes, past the codec, so that a thousand frames cost no more than one.
 */
final class Frames {
  static final int HEADER_BYTES_MAX = 10;

  /** The longest payload of a control frame, such as close. */
  static final int CONTROL_BYTES_MAX = 125;

  private static final int TEXT = 0x81;
  private static final int CLOSE = 0x88;
  private static final int PING = 0x89;
  private static final int LENGTH_16 = 126;
  private static final int LENGTH_64 = 127;
  private static final ByteBuf EMPTY_PING =
      Unpooled.unreleasableBuffer(
          Unpooled.directBuffer(2).writeByte(PING).writeByte(0).asReadOnly());

  private Frames() {}

  /**
   * Writes the header of a text frame.
   *
   * @param length bytes of the payload
   * @return where the payload goes
   */
  static int putTextHeader(int length, byte[] out, int at) {
    out[at] = (byte) TEXT;
    if (length < LENGTH_16) {
      out[at + 1] = (byte) length;
      return at + 2;
    }
    if (length <= 0xFFFF) {
      out[at + 1] = LENGTH_16;
      out[at + 2] = (byte) (length >>> 8);
      out[at + 3] = (byte) length;
      return at + 4;
    }
    out[at + 1] = LENGTH_64;
    for (int i = 0; i < Long.BYTES; i++) {
      out[at + 2 + i] = (byte) ((long) length >>> (56 - 8 * i));
    }
    return at + HEADER_BYTES_MAX;
  }

  /** A text frame. */
  static ByteBuf text(byte[] payload) {
    byte[] out = new byte[HEADER_BYTES_MAX + payload.length];
    int to = putTextHeader(payload.length, out, 0);
    System.arraycopy(payload, 0, out, to, payload.length);
    return Unpooled.wrappedBuffer(out, 0, to + payload.length);
  }

  /** A ping frame without a payload. */
  static ByteBuf ping() {
    return EMPTY_PING.duplicate();
  }

  /** A close frame; the reason is cut to what fits. */
  static ByteBuf close(int code, String reason) {
    byte[] text = cut(reason, CONTROL_BYTES_MAX - Short.BYTES).getBytes(StandardCharsets.UTF_8);
    return Unpooled.buffer(4 + text.length)
        .writeByte(CLOSE)
        .writeByte(Short.BYTES + text.length)
        .writeShort(code)
        .writeBytes(text);
  }

  /** The longest start of the text, in whole characters, that takes at most so many bytes. */
  static String cut(String text, int bytesMax) {
    int end = text.length();
    while (text.substring(0, end).getBytes(StandardCharsets.UTF_8).length > bytesMax) {
      end -= Character.isLowSurrogate(text.charAt(end - 1)) && end > 1 ? 2 : 1;
    }
    return text.substring(0, end);
  }
}
