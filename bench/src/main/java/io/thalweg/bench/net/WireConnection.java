package io.thalweg.bench.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Belongs to the generator's event loop. One connection to a server; if it ends unasked, that is a
 * failure.
 */
public abstract class WireConnection extends ChannelInboundHandlerAdapter {

  private Channel channel;
  private boolean closing;

  /** Takes all that has arrived; the buffer stays the caller's. */
  protected abstract void read(ByteBuf in);

  /** Nothing more will arrive. */
  protected abstract void failed(Throwable cause);

  @Override
  public final void handlerAdded(ChannelHandlerContext ctx) {
    channel = ctx.channel();
  }

  /** Sends a request and leaves the buffer to its owner, to be sent again. */
  public final void sendShared(ByteBuf request) {
    send(request.retainedDuplicate());
  }

  /** Sends a request and releases it. */
  public final void send(ByteBuf request) {
    channel.writeAndFlush(request, channel.voidPromise());
  }

  public final void close() {
    closing = true;
    channel.close();
  }

  @Override
  public final void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      read(in);
    } finally {
      in.release();
    }
  }

  @Override
  public final void channelInactive(ChannelHandlerContext ctx) {
    if (!closing) {
      failed(new WireException("the server closed a connection"));
    }
  }

  @Override
  public final void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    closing = true;
    ctx.close();
    failed(cause);
  }
}
