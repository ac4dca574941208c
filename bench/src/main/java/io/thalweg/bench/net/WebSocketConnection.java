package io.thalweg.bench.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;

/**
 * Belongs to the generator's event loop. One WebSocket on which a server pushes events; a close
 * that nobody asked for is a failure.
 */
public final class WebSocketConnection extends ChannelInboundHandlerAdapter
    implements FrameReader.Listener {

  private static final int PONG_FINAL = 0x8a;
  private static final int MASKED = 0x80;

  /**
   * The driver's side of a socket, called on the event loop; the payload is valid during the call
   * only.
   */
  public interface Listener {
    /** The handshake has succeeded. */
    void onOpen(WebSocketConnection connection);

    void onEvent(ByteBuf payload, int index, int length);

    void onFailure(Throwable cause);
  }

  private final Listener listener;
  private final ByteBuf handshake;
  private final HttpResponseParser handshakeAnswer = new HttpResponseParser();
  private final FrameReader frames = new FrameReader(this);
  private Channel channel;
  private boolean open;
  private boolean closing;

  WebSocketConnection(Endpoint to, String path, Listener listener) {
    this.listener = listener;
    this.handshake = Requests.upgrade(to, path);
  }

  public void close() {
    closing = true;
    channel.close();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    channel = ctx.channel();
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    ctx.writeAndFlush(handshake);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      if (open || takeHandshake(in)) {
        frames.read(in);
      }
    } finally {
      in.release();
    }
  }

  private boolean takeHandshake(ByteBuf in) {
    if (!handshakeAnswer.parse(in)) {
      return false;
    }
    if (handshakeAnswer.status() != 101) {
      throw new WireException(
          "WebSocket refused with status "
              + handshakeAnswer.status()
              + ": "
              + handshakeAnswer.body().text());
    }
    open = true;
    listener.onOpen(this);
    return true;
  }

  @Override
  public void onText(ByteBuf payload, int index, int length) {
    listener.onEvent(payload, index, length);
  }

  /** Answers with the same payload under a mask of zeros, which leaves it as it is. */
  @Override
  public void onPing(ByteBuf payload, int index, int length) {
    ByteBuf pong = channel.alloc().buffer(6 + length);
    pong.writeByte(PONG_FINAL)
        .writeByte(MASKED | length)
        .writeInt(0)
        .writeBytes(payload, index, length);
    channel.writeAndFlush(pong, channel.voidPromise());
  }

  @Override
  public void onClose(ByteBuf payload, int index, int length) {
    if (closing) {
      return;
    }
    int code = length < 2 ? 1005 : payload.getUnsignedShort(index);
    String reason =
        length < 2 ? "" : payload.toString(index + 2, length - 2, StandardCharsets.UTF_8);
    throw new WireException("the server closed a WebSocket: " + code + " " + reason);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (!closing) {
      closing = true;
      listener.onFailure(new WireException("the server hung up on a WebSocket"));
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    closing = true;
    ctx.close();
    listener.onFailure(cause);
  }
}
