package io.thalweg.server.http;

import io.thalweg.core.bus.Producers;
import io.thalweg.core.model.ProducerName;
import io.thalweg.core.model.ProducerView;
import io.thalweg.core.model.StreamName;
import io.vertx.core.json.JsonObject;

/**
 * {@code POST /stream/{stream}/producer/{producer}}: a new epoch, and where the producer got to.
 */
final class OpenProducerRoute implements Endpoint {
  private final Producers producers;

  OpenProducerRoute(GatewayContext context) {
    this.producers = new Producers(context.log());
  }

  @Override
  public void handle(Exchange exchange) {
    StreamName stream = exchange.stream();
    ProducerName producer = new ProducerName(exchange.variable("producer"));
    exchange.query().refuseOthers();
    exchange
        .noFields()
        .compose(none -> producers.open(stream, producer))
        .onSuccess(view -> exchange.stored(200, json(view)))
        .onFailure(exchange::fail);
  }

  private static JsonObject json(ProducerView view) {
    return new JsonObject()
        .put("producer", view.producer().value())
        .put("epoch", view.epoch())
        .put("next_sequence", view.nextSequence());
  }
}
