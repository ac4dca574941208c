package io.thalweg.server.http.groups;

import io.thalweg.core.bus.GroupCalls;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamName;
import io.thalweg.server.http.Endpoint;
import io.thalweg.server.http.Exchange;
import io.vertx.core.json.JsonObject;

/** {@code DELETE /stream/{stream}/group/{group}}. */
final class DeleteGroupRoute implements Endpoint {
  private final GroupCalls groups;

  DeleteGroupRoute(GroupCalls groups) {
    this.groups = groups;
  }

  @Override
  public void handle(Exchange exchange) {
    StreamName stream = exchange.stream();
    GroupName group = exchange.group();
    exchange.query().refuseOthers();
    exchange
        .noFields()
        .compose(none -> groups.delete(stream, group))
        .map(gone -> new JsonObject().put("deleted", true).put("group", group.value()))
        .onSuccess(json -> exchange.stored(200, json))
        .onFailure(exchange::fail);
  }
}
