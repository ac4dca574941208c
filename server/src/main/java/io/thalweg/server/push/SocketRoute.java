package io.thalweg.server.push;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.thalweg.core.error.StreamException;
import io.thalweg.server.http.Endpoint;
import io.thalweg.server.http.Exchange;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.net.impl.VertxHandler;

/**
 * {@code ws://…/stream/{stream}/ws/{consumer}}: what is published, one event a text frame. What can
 * be known to be wrong before the upgrade is answered over HTTP.
 */
final class SocketRoute implements Endpoint {
  private final PushLoop loop;

  SocketRoute(PushLoop loop) {
    this.loop = loop;
  }

  @Override
  public void handle(Exchange exchange) {
    requireUpgrade(exchange.request());
    PushRequest request = PushRequest.of(exchange);
    loop.enter();
    exchange.request().pause();
    loop.begin(request)
        .onSuccess(beginning -> open(exchange, beginning))
        .onFailure(
            failure -> {
              loop.leave();
              exchange.request().resume();
              exchange.fail(failure);
            });
  }

  private static void requireUpgrade(HttpServerRequest request) {
    if (!"websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))) {
      throw StreamException.invalid("Upgrade", "must be websocket: this path opens a WebSocket");
    }
  }

  private void open(Exchange exchange, Beginning beginning) {
    if (exchange.response().closed()) {
      loop.leave();
      return;
    }
    Channel channel =
        ((HttpServerConnection) exchange.request().connection()).channelHandlerContext().channel();
    exchange
        .request()
        .toWebSocket()
        .onSuccess(opened -> takeOver(channel.pipeline(), beginning))
        .onFailure(
            failure -> {
              loop.leave();
              exchange.fail(failure);
            });
  }

  /** Takes the channel from Vert.x, which from now on has nothing to do with it. */
  private void takeOver(ChannelPipeline pipeline, Beginning beginning) {
    Reader reader = new Reader(loop, beginning.request());
    SocketDelivery delivery = new SocketDelivery(reader, loop);
    VertxHandler<?> before = pipeline.get(VertxHandler.class);
    pipeline.replace(before, "push", delivery);
    // It closes its books, which would stay open for ever otherwise; the channel it does not touch.
    before.channelInactive(null);
    reader.start(delivery, beginning);
  }
}
