package io.thalweg.server.http.groups;

import io.thalweg.core.bus.CommitReply;
import io.thalweg.core.bus.CommitRequest;
import io.thalweg.core.bus.GroupCalls;
import io.thalweg.server.http.Exchange;
import io.thalweg.server.json.JsonFields;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** {@code POST …/group/{group}/commit}: the next offsets to be read. */
final class CommitRoute extends BodyRoute {
  private final GroupCalls groups;

  CommitRoute(GroupCalls groups) {
    this.groups = groups;
  }

  @Override
  Future<Answer> answer(Exchange exchange, JsonFields body) {
    return groups.commit(request(exchange, body)).map(reply -> Answer.stored(json(reply)));
  }

  private static CommitRequest request(Exchange exchange, JsonFields body) {
    return CommitFields.read(exchange.stream(), exchange.group(), body);
  }

  private static JsonObject json(CommitReply reply) {
    return new JsonObject()
        .put("generation", reply.generation())
        .put("committed", GroupJson.offsets(reply.committed()));
  }
}
