package io.thalweg.server.http.groups;

import io.thalweg.core.bus.MemberReply;
import io.thalweg.core.model.ConsumerName;
import io.thalweg.core.model.GroupPartitionView;
import io.thalweg.core.model.GroupView;
import io.thalweg.core.model.MemberStanding;
import io.thalweg.core.model.MemberView;
import io.thalweg.core.model.QueueView;
import io.thalweg.server.http.DurationText;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Groups as they are in answers. A consumer that is null stands for callers without a name. */
final class GroupJson {
  private GroupJson() {}

  static JsonObject view(GroupView view) {
    return view.queue() == null ? partitioned(view) : shared(view, view.queue());
  }

  private static JsonObject shared(GroupView view, QueueView work) {
    JsonObject json =
        new JsonObject()
            .put("group", view.group().value())
            .put("stream", view.stream().value())
            .put("generation", view.generation());
    return QueueSettings.put(json, view.config().queue())
        .put("floor", work.floor())
        .put("next", work.next())
        .put("head", work.head())
        .put("ready", work.ready())
        .put("leased", work.leased())
        .put("delayed", work.delayed())
        .put("blocked", work.blocked())
        .put("dead", work.deadLettered())
        .put("paused", work.paused())
        .put("lag", view.lag())
        .put("lag_seconds", view.lagMs() / 1_000.0);
  }

  private static JsonObject partitioned(GroupView view) {
    JsonObject json =
        new JsonObject()
            .put("group", view.group().value())
            .put("stream", view.stream().value())
            .put("state", view.condition().name().toLowerCase(Locale.ROOT))
            .put("generation", view.generation());
    JsonArray members = new JsonArray();
    view.members().forEach(member -> members.add(member(member)));
    JsonArray partitions = new JsonArray();
    view.partitions().forEach(partition -> partitions.add(partition(partition)));
    return GroupSettings.put(json, view.config())
        .put("members", members)
        .put("partitions", partitions)
        .put("paused", view.isPaused())
        .put("lag", view.lag())
        .put("lag_seconds", view.lagMs() / 1_000.0);
  }

  private static JsonObject member(MemberView member) {
    return new JsonObject()
        .put("consumer", name(member.consumer()))
        .put("partitions", new JsonArray(member.partitions()))
        .put("idle_ms", member.idleMs());
  }

  /** What a member is told of itself. */
  static JsonObject member(ConsumerName consumer, MemberReply reply) {
    MemberStanding standing = reply.standing();
    return new JsonObject()
        .put("consumer", consumer.value())
        .put("joined", reply.joined())
        .put("generation", standing.generation())
        .put("partitions", new JsonArray(standing.partitions()))
        .put("revoking", new JsonArray(standing.revoking()))
        .put("paused", new JsonArray(standing.paused()))
        .put("idle", standing.idle())
        .put("session_timeout", DurationText.format(reply.sessionTimeoutMs()));
  }

  private static JsonObject partition(GroupPartitionView partition) {
    return new JsonObject()
        .put("partition", partition.partition())
        .put("committed", partition.committed())
        .put("head", partition.head())
        .put("lag", partition.lag())
        .put("held", partition.held())
        .put("consumer", name(partition.consumer()))
        .put("paused", partition.paused());
  }

  private static String name(ConsumerName consumer) {
    return consumer == null ? null : consumer.value();
  }

  /** Offsets by partition, in ascending order of the partitions. */
  static JsonObject offsets(Map<Integer, Long> offsets) {
    JsonObject json = new JsonObject();
    new TreeMap<>(offsets)
        .forEach((partition, offset) -> json.put(Integer.toString(partition), offset));
    return json;
  }
}
