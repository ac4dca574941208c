package io.thalweg.server.http;

import io.thalweg.core.model.StreamName;
import io.vertx.core.json.JsonObject;

/** {@code DELETE /stream/{stream}}: removes it with its events and groups. */
final class DeleteStreamRoute implements Endpoint {
  private final GatewayContext context;

  DeleteStreamRoute(GatewayContext context) {
    this.context = context;
  }

  @Override
  public void handle(Exchange exchange) {
    StreamName stream = exchange.stream();
    exchange.query().refuseOthers();
    exchange
        .noFields()
        .compose(none -> context.log().deleteStream(stream))
        .onSuccess(
            gone -> {
              context.subscribers().forget(stream);
              exchange.stored(
                  200, new JsonObject().put("deleted", true).put("name", stream.value()));
            })
        .onFailure(exchange::fail);
  }
}
