package io.thalweg.server.http;

import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;

/** {@code POST /stream/{stream}}: creates it, and fails if it is there. */
final class CreateStreamRoute implements Endpoint {
  private final GatewayContext context;

  CreateStreamRoute(GatewayContext context) {
    this.context = context;
  }

  @Override
  public void handle(Exchange exchange) {
    StreamName stream = exchange.stream();
    exchange.query().refuseOthers();
    exchange
        .fields()
        .map(fields -> StreamSettings.read(fields, StreamConfig.DEFAULT))
        .compose(config -> context.log().createStream(stream, config))
        .onSuccess(info -> exchange.stored(201, StreamJson.info(info).put("created", true)))
        .onFailure(exchange::fail);
  }
}
