package io.thalweg.server.http.groups;

import io.thalweg.core.bus.GroupCalls;
import io.thalweg.core.bus.LeaseRequest;
import io.thalweg.core.bus.SettleReply;
import io.thalweg.core.bus.SettleRequest;
import io.thalweg.core.bus.Verdict;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.QueueConfig;
import io.thalweg.server.http.DurationText;
import io.thalweg.server.http.Exchange;
import io.thalweg.server.json.JsonFields;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Function;

/**
 * {@code POST …/group/{group}/ack}, {@code …/nack} and {@code …/extend}: what became of leased
 * events. Where a word came too late the answer says so, offset by offset.
 */
final class SettleRoute extends BodyRoute {
  private static final long ABSENT = -1;

  private final GroupCalls groups;
  private final Function<JsonFields, Verdict> verdict;

  private SettleRoute(GroupCalls groups, Function<JsonFields, Verdict> verdict) {
    this.groups = groups;
    this.verdict = verdict;
  }

  static SettleRoute ack(GroupCalls groups) {
    return new SettleRoute(groups, body -> new Verdict.Ack());
  }

  static SettleRoute nack(GroupCalls groups) {
    return new SettleRoute(groups, SettleRoute::nack);
  }

  private static Verdict nack(JsonFields body) {
    String delay = body.text("delay");
    return new Verdict.Nack(
        delay == null ? Verdict.Nack.BACKOFF : DurationText.parse("delay", delay),
        body.text("reason"));
  }

  static SettleRoute extend(GroupCalls groups) {
    return new SettleRoute(groups, SettleRoute::extend);
  }

  private static Verdict extend(JsonFields body) {
    String lease = body.text("lease");
    return new Verdict.Extend(
        lease == null ? LeaseRequest.AS_CREATED : DurationText.parse("lease", lease));
  }

  @Override
  Future<Answer> answer(Exchange exchange, JsonFields body) {
    long token = body.number("token", 0, Long.MAX_VALUE, ABSENT);
    List<Long> offsets = body.numbers("offsets", 0, Long.MAX_VALUE);
    Verdict word = verdict.apply(body);
    body.refuseOthers();
    if (token == ABSENT) {
      throw StreamException.invalid("token", "is missing");
    }
    if (offsets.size() > QueueConfig.IN_FLIGHT_MAX) {
      throw StreamException.invalid("offsets", "must be at most " + QueueConfig.IN_FLIGHT_MAX);
    }
    if (body.has("offsets") && offsets.isEmpty()) {
      throw StreamException.invalid("offsets", "must name one at least");
    }
    return groups
        .settle(new SettleRequest(exchange.stream(), exchange.group(), token, offsets, word))
        .map(reply -> Answer.stored(json(reply)));
  }

  private static JsonObject json(SettleReply reply) {
    return new JsonObject()
        .put("accepted", new JsonArray(reply.accepted()))
        .put("settled_before", new JsonArray(reply.settledBefore()))
        .put("lost", new JsonArray(reply.lost()));
  }
}
