package io.thalweg.server.http.groups;

import io.thalweg.core.bus.GroupCalls;
import io.thalweg.core.model.ConsumerName;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamName;
import io.thalweg.server.http.Endpoint;
import io.thalweg.server.http.Exchange;
import io.vertx.core.json.JsonObject;

/** {@code DELETE …/group/{group}/member/{consumer}}: its partitions go to others at once. */
final class LeaveGroupRoute implements Endpoint {
  private final GroupCalls groups;

  LeaveGroupRoute(GroupCalls groups) {
    this.groups = groups;
  }

  @Override
  public void handle(Exchange exchange) {
    StreamName stream = exchange.stream();
    GroupName group = exchange.group();
    ConsumerName consumer = exchange.consumer();
    exchange.query().refuseOthers();
    exchange
        .noFields()
        .compose(none -> groups.leave(stream, group, consumer))
        .map(gone -> new JsonObject().put("left", true).put("consumer", consumer.value()))
        .onSuccess(json -> exchange.stored(200, json))
        .onFailure(exchange::fail);
  }
}
