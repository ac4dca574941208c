package io.thalweg.server.push;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.server.http.Exchange;
import io.vertx.core.Future;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.net.impl.VertxHandler;

/** Makes a WebSocket of an exchange, and takes its channel from Vert.x. */
final class SocketUpgrade {
  private SocketUpgrade() {}

  /**
   * Answers the exchange with a WebSocket.
   *
   * @return its channel's handlers; fails if the client is gone or the handshake is refused
   */
  static Future<ChannelPipeline> open(Exchange exchange) {
    if (exchange.response().closed()) {
      return Future.failedFuture(StreamException.of(ErrorCode.CLOSED, "the client is gone"));
    }
    Channel channel =
        ((HttpServerConnection) exchange.request().connection()).channelHandlerContext().channel();
    return exchange.request().toWebSocket().map(opened -> channel.pipeline());
  }

  /** Takes the channel from Vert.x, which from now on has nothing to do with it. */
  static void takeOver(ChannelPipeline pipeline, SocketDelivery delivery) {
    VertxHandler<?> before = pipeline.get(VertxHandler.class);
    pipeline.replace(before, "push", delivery);
    // It closes its books, which would stay open for ever otherwise; the channel it does not touch.
    before.channelInactive(null);
  }
}
