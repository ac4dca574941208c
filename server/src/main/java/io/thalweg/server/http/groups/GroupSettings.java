package io.thalweg.server.http.groups;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.Assignment;
import io.thalweg.core.model.GroupConfig;
import io.thalweg.core.model.GroupMode;
import io.thalweg.core.model.QueueConfig;
import io.thalweg.core.model.StartPoint;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.server.http.DurationText;
import io.thalweg.server.json.JsonFields;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A group's settings as they are in bodies, and back. */
final class GroupSettings {
  private static final int OFFSET_DIGITS_MAX = 18;

  private GroupSettings() {}

  /**
   * The settings in a body.
   *
   * @throws StreamException {@code INVALID_REQUEST} naming the field at fault
   */
  static GroupConfig parse(JsonFields fields) {
    GroupMode mode = mode(fields.text("mode"));
    StartPoint start = start(fields, "start", StartPoint.EARLIEST);
    if (mode == GroupMode.SHARED) {
      return shared(fields, start);
    }
    QueueSettings.refuse(fields);
    String timeout = fields.text("session_timeout");
    Assignment assignment = assignment(fields.text("assignment"));
    fields.refuseOthers();
    long timeoutMs =
        timeout == null
            ? GroupConfig.DEFAULT.sessionTimeoutMs()
            : DurationText.parse("session_timeout", timeout);
    return new GroupConfig(mode, start, timeoutMs, assignment);
  }

  private static GroupConfig shared(JsonFields fields, StartPoint start) {
    for (String name : List.of("session_timeout", "assignment")) {
      if (fields.has(name)) {
        throw StreamException.invalid(name, "needs mode partitioned");
      }
    }
    QueueConfig queue = QueueSettings.parse(fields);
    fields.refuseOthers();
    return GroupConfig.shared(start, queue);
  }

  private static GroupMode mode(String text) {
    if (text == null || text.equals("partitioned")) {
      return GroupMode.PARTITIONED;
    } else if (text.equals("shared")) {
      return GroupMode.SHARED;
    }
    throw StreamException.invalid("mode", "must be partitioned or shared");
  }

  private static Assignment assignment(String text) {
    if (text == null) {
      return GroupConfig.DEFAULT.assignment();
    }
    return switch (text) {
      case "sticky" -> Assignment.STICKY;
      case "range" -> Assignment.RANGE;
      case "round_robin" -> Assignment.ROUND_ROBIN;
      default ->
          throw StreamException.invalid("assignment", "must be sticky, range or round_robin");
    };
  }

  /** Which partitions a call is about; empty if it does not say. */
  static Set<Integer> partitions(JsonFields fields) {
    Set<Integer> partitions = new HashSet<>();
    fields
        .numbers("partitions", 0, StreamConfig.PARTITIONS_MAX - 1)
        .forEach(partition -> partitions.add(partition.intValue()));
    if (fields.has("partitions") && partitions.isEmpty()) {
      throw StreamException.invalid("partitions", "must name one at least");
    }
    return partitions;
  }

  /** Where to start: an end of the stream, an offset, or a time. */
  static StartPoint start(JsonFields fields, String name, StartPoint absent) {
    String text = fields.textOrNumber(name);
    if (text == null) {
      return absent;
    }
    boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    if (digits && text.length() <= OFFSET_DIGITS_MAX) {
      return StartPoint.offset(Long.parseLong(text));
    }
    return switch (text) {
      case "earliest" -> StartPoint.EARLIEST;
      case "latest" -> StartPoint.LATEST;
      default -> StartPoint.time(time(name, text));
    };
  }

  private static long time(String name, String text) {
    try {
      return Math.max(0, OffsetDateTime.parse(text).toInstant().toEpochMilli());
    } catch (DateTimeException | ArithmeticException malformed) {
      throw StreamException.invalid(
          name, "must be earliest, latest, an offset, or a time such as 2026-01-31T12:00:00Z");
    }
  }

  static JsonObject put(JsonObject json, GroupConfig config) {
    return json.put("mode", config.mode().name().toLowerCase(Locale.ROOT))
        .put("session_timeout", DurationText.format(config.sessionTimeoutMs()))
        .put("assignment", config.assignment().name().toLowerCase(Locale.ROOT));
  }
}
