package io.thalweg.server.http;

import io.thalweg.core.model.StreamName;
import io.thalweg.core.model.StreamStats;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** {@code GET /stream/{stream}/stats}: counts, exact and taken at one moment. */
final class StreamStatsRoute implements Endpoint {
  private final GatewayContext context;

  StreamStatsRoute(GatewayContext context) {
    this.context = context;
  }

  @Override
  public void handle(Exchange exchange) {
    StreamName stream = exchange.stream();
    exchange.query().refuseOthers();
    context
        .log()
        .stats(stream)
        .onSuccess(stats -> exchange.json(200, json(stats)))
        .onFailure(exchange::fail);
  }

  private JsonObject json(StreamStats stats) {
    JsonObject json =
        new JsonObject()
            .put("name", stats.info().name().value())
            .put("subscribers", context.subscribers().count(stats.info().name()));
    JsonArray partitions = new JsonArray();
    stats.partitions().forEach(partition -> partitions.add(StreamJson.partition(partition)));
    return StreamJson.putCounts(json, stats.info()).put("partitions", partitions);
  }
}
