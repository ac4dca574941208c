package io.thalweg.server.http.groups;

import io.thalweg.core.bus.CommitReply;
import io.thalweg.core.bus.CommitRequest;
import io.thalweg.core.bus.GroupCalls;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.ConsumerName;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.server.http.Exchange;
import io.thalweg.server.json.JsonFields;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;

/** {@code POST …/group/{group}/commit}: the next offsets to be read. */
final class CommitRoute extends BodyRoute {
  private static final long ABSENT = -1;

  private final GroupCalls groups;

  CommitRoute(GroupCalls groups) {
    this.groups = groups;
  }

  @Override
  Future<Answer> answer(Exchange exchange, JsonFields body) {
    return groups.commit(request(exchange, body)).map(reply -> Answer.ok(json(reply)));
  }

  private static CommitRequest request(Exchange exchange, JsonFields body) {
    String consumer = body.text("consumer");
    long generation = body.number("generation", 0, Long.MAX_VALUE, ABSENT);
    long offset = body.number("offset", 0, Long.MAX_VALUE, CommitRequest.EACH);
    JsonFields each = body.object("offsets");
    body.refuseOthers();
    if (generation == ABSENT) {
      throw StreamException.invalid("generation", "is missing");
    }
    if (offset != CommitRequest.EACH && each != null) {
      throw StreamException.invalid("offsets", "cannot be given together with offset");
    }
    return new CommitRequest(
        exchange.stream(),
        exchange.group(),
        consumer == null ? null : new ConsumerName(consumer),
        generation,
        offset,
        each == null ? Map.of() : offsets(each));
  }

  private static Map<Integer, Long> offsets(JsonFields each) {
    Map<Integer, Long> offsets = new HashMap<>();
    for (String partition : each.names()) {
      long offset = each.number(partition, 0, Long.MAX_VALUE, 0);
      if (offsets.put(partition(partition), offset) != null) {
        throw StreamException.invalid("offsets", "names a partition twice");
      }
    }
    return offsets;
  }

  private static int partition(String text) {
    boolean plain = text.length() <= 5 && text.matches("[0-9]+");
    int partition = plain ? Integer.parseInt(text) : StreamConfig.PARTITIONS_MAX;
    if (partition >= StreamConfig.PARTITIONS_MAX) {
      throw StreamException.invalid("offsets", "must be offsets by partition, as {\"0\":57}");
    }
    return partition;
  }

  private static JsonObject json(CommitReply reply) {
    return new JsonObject()
        .put("generation", reply.generation())
        .put("committed", GroupJson.offsets(reply.committed()));
  }
}
