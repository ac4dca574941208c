package io.thalweg.server.http.groups;

import io.thalweg.core.bus.CommitReply;
import io.thalweg.core.bus.CommitRequest;
import io.thalweg.core.bus.GroupCalls;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamName;
import io.thalweg.server.http.Body;
import io.thalweg.server.http.Endpoint;
import io.thalweg.server.http.Exchange;
import io.thalweg.server.json.JsonFields;
import io.vertx.core.json.JsonObject;

/** {@code POST …/group/{group}/commit}: the next offsets to be read. */
final class CommitRoute implements Endpoint {
  private final GroupCalls groups;

  CommitRoute(GroupCalls groups) {
    this.groups = groups;
  }

  @Override
  public void handle(Exchange exchange) {
    StreamName stream = exchange.stream();
    GroupName group = exchange.group();
    exchange.query().refuseOthers();
    exchange
        .body()
        .map(body -> request(stream, group, body))
        .compose(groups::commit)
        .onSuccess(reply -> exchange.json(200, json(reply)))
        .onFailure(exchange::fail);
  }

  private static CommitRequest request(StreamName stream, GroupName group, Body body) {
    return CommitFields.read(stream, group, JsonFields.parse(body.bytes(), body.length()));
  }

  private static JsonObject json(CommitReply reply) {
    return new JsonObject()
        .put("generation", reply.generation())
        .put("committed", GroupJson.offsets(reply.committed()));
  }
}
