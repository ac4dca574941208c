package io.thalweg.bench.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Not thread-safe. Cuts a server's WebSocket frames out of whatever pieces the socket delivers. A
 * frame that lies whole in a piece, nearly all of them, is handed over where it lies; only a frame
 * that was cut is put together in a buffer.
 */
public final class FrameReader {

  private static final int PAYLOAD_BYTES_MAX = 64 << 20;
  private static final int TEXT = 1;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;

  /** What the frames are told to; the payload is valid during the call only. */
  public interface Listener {
    void onText(ByteBuf payload, int index, int length);

    void onPing(ByteBuf payload, int index, int length);

    void onClose(ByteBuf payload, int index, int length);
  }

  private final Listener listener;
  private final ByteBuf cut = Unpooled.buffer(1024);

  public FrameReader(Listener listener) {
    this.listener = listener;
  }

  /** Reads all of {@code in}. */
  public void read(ByteBuf in) {
    while (cut.isReadable() && in.isReadable()) {
      completeCutFrame(in);
    }
    while (missing(in) == 0) {
      deliver(in);
    }
    if (in.isReadable()) {
      cut.clear().writeBytes(in);
    }
  }

  private void completeCutFrame(ByteBuf in) {
    cut.writeBytes(in, Math.min(missing(cut), in.readableBytes()));
    if (missing(cut) == 0) {
      deliver(cut);
      cut.clear();
    }
  }

  /** How many bytes are certain to be missing before the frame at the reader index is whole. */
  private static int missing(ByteBuf in) {
    int readable = in.readableBytes();
    if (readable < 2) {
      return 2 - readable;
    }
    int head = headLength(in);
    if (readable < head) {
      return head - readable;
    }
    return Math.max(0, head + payloadLength(in) - readable);
  }

  private static int headLength(ByteBuf in) {
    int code = in.getByte(in.readerIndex() + 1) & 0xff;
    if (code > 127) {
      throw new WireException("a masked frame from a server");
    }
    return code < 126 ? 2 : code == 126 ? 4 : 10;
  }

  private static int payloadLength(ByteBuf in) {
    int start = in.readerIndex();
    int code = in.getByte(start + 1);
    long length =
        code < 126 ? code : code == 126 ? in.getUnsignedShort(start + 2) : in.getLong(start + 2);
    if (length < 0 || length > PAYLOAD_BYTES_MAX) {
      throw new WireException(
          "a frame of " + length + " bytes; at most " + PAYLOAD_BYTES_MAX + " are read");
    }
    return (int) length;
  }

  private void deliver(ByteBuf in) {
    int first = in.getByte(in.readerIndex());
    if (first >= 0) {
      throw new WireException("a fragmented message: every event must be one frame");
    }
    int length = payloadLength(in);
    int index = in.readerIndex() + headLength(in);
    in.readerIndex(index + length);
    switch (first & 0x7f) {
      case TEXT:
        listener.onText(in, index, length);
        break;
      case PING:
        listener.onPing(in, index, length);
        break;
      case CLOSE:
        listener.onClose(in, index, length);
        break;
      case PONG:
        break;
      default:
        throw new WireException("an unexpected frame, opcode and flags " + (first & 0x7f));
    }
  }
}
