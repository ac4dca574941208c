package io.thalweg.server.http.groups;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.QueueConfig;
import io.thalweg.core.model.QueueOrder;
import io.thalweg.core.model.StreamName;
import io.thalweg.server.http.DurationText;
import io.thalweg.server.json.JsonFields;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;

/** What a shared group works by, as it is in bodies, and back. */
final class QueueSettings {
  private static final List<String> NAMES =
      List.of(
          "order",
          "lease",
          "max_in_flight",
          "max_deliveries",
          "backoff",
          "backoff_max",
          "dead_letter");

  private QueueSettings() {}

  /**
   * The settings in a body.
   *
   * @throws StreamException {@code INVALID_REQUEST} naming the field at fault
   */
  static QueueConfig parse(JsonFields fields) {
    QueueConfig absent = QueueConfig.DEFAULT;
    long backoffMs = durationMs(fields, "backoff", absent.backoffMs());
    String deadLetter = fields.text("dead_letter");
    return new QueueConfig(
        order(fields.text("order")),
        durationMs(fields, "lease", absent.leaseMs()),
        (int) fields.number("max_in_flight", 1, QueueConfig.IN_FLIGHT_MAX, absent.inFlightMax()),
        (int)
            fields.number("max_deliveries", 1, QueueConfig.DELIVERIES_MAX, absent.deliveriesMax()),
        backoffMs,
        durationMs(fields, "backoff_max", Math.max(backoffMs, absent.backoffMaxMs())),
        deadLetter == null ? null : stream(deadLetter));
  }

  /** Refuses a setting that means nothing to a partitioned group. */
  static void refuse(JsonFields fields) {
    for (String name : NAMES) {
      if (fields.has(name)) {
        throw StreamException.invalid(name, "needs mode shared");
      }
    }
  }

  private static long durationMs(JsonFields fields, String name, long absent) {
    String text = fields.text(name);
    return text == null ? absent : DurationText.parse(name, text);
  }

  private static QueueOrder order(String text) {
    if (text == null || text.equals("none")) {
      return QueueOrder.NONE;
    } else if (text.equals("key")) {
      return QueueOrder.KEY;
    }
    throw StreamException.invalid("order", "must be none or key");
  }

  private static StreamName stream(String text) {
    try {
      return new StreamName(text);
    } catch (StreamException refused) {
      throw StreamException.invalid(
          "dead_letter", "is no name for a stream: " + refused.getMessage());
    }
  }

  static JsonObject put(JsonObject json, QueueConfig queue) {
    return json.put("mode", "shared")
        .put("order", queue.order().name().toLowerCase(Locale.ROOT))
        .put("lease", DurationText.format(queue.leaseMs()))
        .put("max_in_flight", queue.inFlightMax())
        .put("max_deliveries", queue.deliveriesMax())
        .put("backoff", DurationText.format(queue.backoffMs()))
        .put("backoff_max", DurationText.format(queue.backoffMaxMs()))
        .put("dead_letter", queue.deadLetter().value());
  }
}
