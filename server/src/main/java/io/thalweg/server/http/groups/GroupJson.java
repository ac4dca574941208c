package io.thalweg.server.http.groups;

import io.thalweg.core.model.ConsumerName;
import io.thalweg.core.model.GroupPartitionView;
import io.thalweg.core.model.GroupView;
import io.thalweg.core.model.MemberView;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Groups as they are in answers. A consumer that is null stands for callers without a name. */
final class GroupJson {
  private GroupJson() {}

  static JsonObject view(GroupView view) {
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
        .put("lag", view.lag());
  }

  private static JsonObject member(MemberView member) {
    return new JsonObject()
        .put("consumer", name(member.consumer()))
        .put("partitions", new JsonArray(member.partitions()))
        .put("idle_ms", member.idleMs());
  }

  private static JsonObject partition(GroupPartitionView partition) {
    return new JsonObject()
        .put("partition", partition.partition())
        .put("committed", partition.committed())
        .put("head", partition.head())
        .put("lag", partition.lag())
        .put("held", partition.held())
        .put("consumer", name(partition.consumer()));
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
