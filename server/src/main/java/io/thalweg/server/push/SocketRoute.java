package io.thalweg.server.push;

import io.netty.channel.ChannelPipeline;
import io.thalweg.server.http.Endpoint;
import io.thalweg.server.http.Exchange;
import io.thalweg.server.http.WebSocketHandshake;

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
    WebSocketHandshake.check(exchange.request());
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

  private void open(Exchange exchange, Beginning beginning) {
    SocketUpgrade.open(exchange)
        .onSuccess(pipeline -> attach(pipeline, beginning))
        .onFailure(
            failure -> {
              loop.leave();
              exchange.fail(failure);
            });
  }

  private void attach(ChannelPipeline pipeline, Beginning beginning) {
    Reader reader = new Reader(loop, beginning.request());
    SocketDelivery delivery = SocketDelivery.patient(reader, loop);
    SocketUpgrade.takeOver(pipeline, delivery);
    reader.start(delivery, beginning);
  }
}
