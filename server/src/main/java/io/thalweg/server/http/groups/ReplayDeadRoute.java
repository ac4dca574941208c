package io.thalweg.server.http.groups;

import io.thalweg.core.bus.GroupCalls;
import io.thalweg.core.bus.ReplayReply;
import io.thalweg.core.bus.ReplayRequest;
import io.thalweg.server.http.Exchange;
import io.thalweg.server.json.JsonFields;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** {@code POST …/group/{group}/replay-dead}: publishes dead letters to the stream again. */
final class ReplayDeadRoute extends BodyRoute {
  private static final int LIMIT = 100;

  private final GroupCalls groups;

  ReplayDeadRoute(GroupCalls groups) {
    this.groups = groups;
  }

  @Override
  Future<Answer> answer(Exchange exchange, JsonFields body) {
    long from = body.number("from", 0, Long.MAX_VALUE, 0);
    long to = body.number("to", 0, Long.MAX_VALUE, Long.MAX_VALUE);
    int limit = (int) body.number("limit", 1, ReplayRequest.LIMIT_MAX, LIMIT);
    body.refuseOthers();
    return groups
        .replay(new ReplayRequest(exchange.stream(), exchange.group(), from, to, limit))
        .map(reply -> Answer.stored(json(reply)));
  }

  private static JsonObject json(ReplayReply reply) {
    return new JsonObject()
        .put("dead_letter", reply.deadLetter().value())
        .put("replayed", reply.replayed())
        .put("repeats", reply.repeats())
        .put("next", reply.next())
        .put("head", reply.head());
  }
}
