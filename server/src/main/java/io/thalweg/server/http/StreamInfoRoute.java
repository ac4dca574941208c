package io.thalweg.server.http;

import io.thalweg.core.model.StreamName;

/** {@code GET /stream/{stream}/info}. */
final class StreamInfoRoute implements Endpoint {
  private final GatewayContext context;

  StreamInfoRoute(GatewayContext context) {
    this.context = context;
  }

  @Override
  public void handle(Exchange exchange) {
    StreamName stream = exchange.stream();
    exchange.query().refuseOthers();
    context.log().stream(stream)
        .onSuccess(info -> exchange.json(200, StreamJson.info(info)))
        .onFailure(exchange::fail);
  }
}
