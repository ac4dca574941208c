package io.thalweg.server.http.groups;

import io.thalweg.core.bus.CommitRequest;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.ConsumerName;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.server.json.JsonFields;
import java.util.HashMap;
import java.util.Map;

/** A commit as it is in bodies. */
public final class CommitFields {
  private static final long ABSENT = -1;

  private CommitFields() {}

  /**
   * The commit that the fields say; others than its own are refused.
   *
   * @throws StreamException {@code INVALID_REQUEST} naming the field at fault
   */
  public static CommitRequest read(StreamName stream, GroupName group, JsonFields fields) {
    String consumer = fields.text("consumer");
    long generation = fields.number("generation", 0, Long.MAX_VALUE, ABSENT);
    long offset = fields.number("offset", 0, Long.MAX_VALUE, CommitRequest.EACH);
    JsonFields each = fields.object("offsets", StreamConfig.PARTITIONS_MAX);
    fields.refuseOthers();
    if (generation == ABSENT) {
      throw StreamException.invalid("generation", "is missing");
    }
    if (offset != CommitRequest.EACH && each != null) {
      throw StreamException.invalid("offsets", "cannot be given together with offset");
    }
    return new CommitRequest(
        stream,
        group,
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
        throw StreamException.invalid("offsets." + partition, "is given twice");
      }
    }
    return offsets;
  }

  private static int partition(String text) {
    boolean plain = text.length() <= 5 && text.matches("[0-9]+");
    int partition = plain ? Integer.parseInt(text) : StreamConfig.PARTITIONS_MAX;
    if (partition >= StreamConfig.PARTITIONS_MAX) {
      throw StreamException.invalid(
          "offsets." + text, "is no partition; offsets must be as {\"0\":57}");
    }
    return partition;
  }
}
