package io.thalweg.server.http;

import io.thalweg.core.model.StreamName;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** {@code GET /stream/list}: names in ascending order, page by page. */
final class ListStreamsRoute implements Endpoint {
  private static final int LIMIT = 1_000;
  private static final int LIMIT_MAX = 10_000;

  private final GatewayContext context;

  ListStreamsRoute(GatewayContext context) {
    this.context = context;
  }

  @Override
  public void handle(Exchange exchange) {
    Query query = exchange.query();
    String prefix = query.text("prefix");
    String after = query.text("after");
    int limit = (int) query.number("limit", 1, LIMIT_MAX, LIMIT);
    query.refuseOthers();
    context
        .log()
        .streams(orEmpty(prefix), orEmpty(after), limit + 1)
        .onSuccess(names -> exchange.json(200, json(names, limit)))
        .onFailure(exchange::fail);
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  private static JsonObject json(List<StreamName> namesAndOneMore, int limit) {
    boolean more = namesAndOneMore.size() > limit;
    List<StreamName> names = more ? namesAndOneMore.subList(0, limit) : namesAndOneMore;
    JsonArray streams = new JsonArray();
    names.forEach(name -> streams.add(name.value()));
    JsonObject json = new JsonObject().put("streams", streams).put("count", names.size());
    return more ? json.put("next_after", names.get(limit - 1).value()) : json;
  }
}
