package io.thalweg.server.http.groups;

import io.thalweg.core.bus.GroupCalls;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamName;
import io.thalweg.server.http.Endpoint;
import io.thalweg.server.http.Exchange;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** {@code GET /stream/{stream}/groups}. */
final class ListGroupsRoute implements Endpoint {
  private final GroupCalls groups;

  ListGroupsRoute(GroupCalls groups) {
    this.groups = groups;
  }

  @Override
  public void handle(Exchange exchange) {
    StreamName stream = exchange.stream();
    exchange.query().refuseOthers();
    groups
        .groups(stream)
        .onSuccess(names -> exchange.json(200, json(names)))
        .onFailure(exchange::fail);
  }

  private static JsonObject json(List<GroupName> names) {
    JsonArray array = new JsonArray();
    names.forEach(name -> array.add(name.value()));
    return new JsonObject().put("groups", array).put("count", names.size());
  }
}
