package io.thalweg.server.http.groups;

import io.thalweg.core.bus.GroupCalls;
import io.thalweg.core.bus.PauseRequest;
import io.thalweg.server.http.Exchange;
import io.thalweg.server.json.JsonFields;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/** {@code POST …/group/{group}/pause} and {@code …/resume}: all partitions, or some. */
final class PauseRoute extends BodyRoute {
  private final GroupCalls groups;
  private final boolean paused;

  PauseRoute(GroupCalls groups, boolean paused) {
    this.groups = groups;
    this.paused = paused;
  }

  @Override
  Future<Answer> answer(Exchange exchange, JsonFields body) {
    Set<Integer> partitions = GroupSettings.partitions(body);
    body.refuseOthers();
    return groups
        .pause(new PauseRequest(exchange.stream(), exchange.group(), partitions, paused))
        .map(now -> Answer.stored(json(exchange, now)));
  }

  private static JsonObject json(Exchange exchange, List<Integer> paused) {
    return new JsonObject()
        .put("group", exchange.group().value())
        .put("paused", new JsonArray(paused));
  }
}
