package io.thalweg.server.http.groups;

import io.thalweg.core.bus.GroupCalls;
import io.thalweg.core.bus.SeekReply;
import io.thalweg.core.bus.SeekRequest;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StartPoint;
import io.thalweg.server.http.Exchange;
import io.thalweg.server.json.JsonFields;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/** {@code POST …/group/{group}/seek}: moves the group, forward or back. */
final class SeekRoute extends BodyRoute {
  private final GroupCalls groups;

  SeekRoute(GroupCalls groups) {
    this.groups = groups;
  }

  @Override
  Future<Answer> answer(Exchange exchange, JsonFields body) {
    SeekRequest request = request(exchange, body);
    return groups
        .seek(request)
        .map(reply -> json(request, reply))
        .map(json -> request.dryRun() ? Answer.seen(json) : Answer.stored(json));
  }

  private static SeekRequest request(Exchange exchange, JsonFields body) {
    StartPoint to = GroupSettings.start(body, "to", null);
    Set<Integer> partitions = GroupSettings.partitions(body);
    boolean force = body.flag("force", false);
    boolean dryRun = body.flag("dry_run", false);
    body.refuseOthers();
    if (to == null) {
      throw StreamException.invalid("to", "is missing");
    }
    return new SeekRequest(exchange.stream(), exchange.group(), to, partitions, force, dryRun);
  }

  private static JsonObject json(SeekRequest request, SeekReply reply) {
    return new JsonObject()
        .put("committed", GroupJson.offsets(reply.committed()))
        .put("previous", GroupJson.offsets(reply.previous()))
        .put("dry_run", request.dryRun());
  }
}
