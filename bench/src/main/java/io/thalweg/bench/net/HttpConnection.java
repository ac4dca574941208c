package io.thalweg.bench.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Belongs to the generator's event loop. One keep-alive connection, one request at a time; a
 * connection that ends unasked is a failure.
 */
public final class HttpConnection extends ChannelInboundHandlerAdapter {

  /** The driver's side of a connection, called on the event loop. */
  public interface Listener {
    void onResponse(HttpConnection connection, int status, BodyBytes body);

    void onFailure(Throwable cause);
  }

  private final Listener listener;
  private final HttpResponseParser parser = new HttpResponseParser();
  private Channel channel;
  private boolean closing;

  HttpConnection(Listener listener) {
    this.listener = listener;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    channel = ctx.channel();
  }

  /** Sends a request and leaves the buffer to its owner, to be sent again. */
  public void sendShared(ByteBuf request) {
    send(request.retainedDuplicate());
  }

  /** Sends a request and releases it. */
  public void send(ByteBuf request) {
    channel.writeAndFlush(request, channel.voidPromise());
  }

  public void close() {
    closing = true;
    channel.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      while (parser.parse(in)) {
        listener.onResponse(this, parser.status(), parser.body());
      }
    } finally {
      in.release();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (!closing) {
      listener.onFailure(new WireException("the server closed a connection"));
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    closing = true;
    ctx.close();
    listener.onFailure(cause);
  }
}
