package io.thalweg.server.http;

import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamInfo;
import io.thalweg.core.model.StreamName;
import io.thalweg.server.json.JsonFields;
import io.vertx.core.Future;

/** {@code PATCH /stream/{stream}}: changes the settings that the body names. */
final class AlterStreamRoute implements Endpoint {
  private final GatewayContext context;

  AlterStreamRoute(GatewayContext context) {
    this.context = context;
  }

  @Override
  public void handle(Exchange exchange) {
    StreamName stream = exchange.stream();
    exchange.query().refuseOthers();
    exchange
        .fields()
        .compose(fields -> context.log().stream(stream).compose(info -> alter(info, fields)))
        .onSuccess(info -> exchange.stored(200, StreamJson.info(info)))
        .onFailure(exchange::fail);
  }

  private Future<StreamInfo> alter(StreamInfo info, JsonFields fields) {
    StreamConfig config = StreamSettings.read(fields, info.config());
    return context.log().alterStream(info.name(), info.generation(), config);
  }
}
