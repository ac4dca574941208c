package io.thalweg.server.push;

import io.netty.channel.Channel;
import io.thalweg.core.error.StreamException;
import io.thalweg.server.http.Endpoint;
import io.thalweg.server.http.Exchange;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.impl.HttpServerConnection;

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
    // The router hides the socket's channel, but not that of the connection it is made of.
    Channel channel =
        ((HttpServerConnection) exchange.request().connection()).channelHandlerContext().channel();
    exchange
        .request()
        .toWebSocket()
        .onSuccess(socket -> attach(socket, channel, beginning))
        .onFailure(
            failure -> {
              loop.leave();
              exchange.fail(failure);
            });
  }

  private void attach(ServerWebSocket socket, Channel channel, Beginning beginning) {
    Reader reader = new Reader(loop, beginning.request());
    Delivery delivery = SocketDelivery.over(socket, channel.pipeline().lastContext(), reader, loop);
    reader.start(delivery, beginning);
  }
}
