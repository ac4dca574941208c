package io.thalweg.server.http;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.server.json.JsonFields;
import io.vertx.core.json.JsonObject;
import java.util.stream.Collectors;

/** A stream's settings as they are in bodies, and back. */
final class StreamSettings {
  private static final String PARTITIONS = "partitions";
  private static final String RETENTION_HOURS = "retention_hours";
  private static final String RETENTION_BYTES = "retention_bytes";
  private static final String RETENTION_EVENTS = "retention_events";
  private static final String DEDUP_WINDOW = "dedup_window";
  private static final long HOURS_MAX = Long.MAX_VALUE / StreamConfig.HOUR_MS;

  private StreamSettings() {}

  /**
   * The settings in a body.
   *
   * @param fields of the body
   * @param otherwise where the body is silent
   * @throws StreamException {@code INVALID_REQUEST} naming the field at fault
   */
  static StreamConfig read(JsonFields fields, StreamConfig otherwise) {
    StreamConfig config =
        new StreamConfig(
            (int) fields.number(PARTITIONS, 1, StreamConfig.PARTITIONS_MAX, otherwise.partitions()),
            retentionMs(fields, otherwise),
            fields.number(RETENTION_BYTES, 0, Long.MAX_VALUE, otherwise.retentionBytes()),
            fields.number(RETENTION_EVENTS, 0, Long.MAX_VALUE, otherwise.retentionEvents()),
            dedupWindowMs(fields, otherwise));
    fields.refuseOthers();
    return config;
  }

  private static long retentionMs(JsonFields fields, StreamConfig otherwise) {
    return fields.has(RETENTION_HOURS)
        ? fields.number(RETENTION_HOURS, 0, HOURS_MAX, 0) * StreamConfig.HOUR_MS
        : otherwise.retentionMs();
  }

  private static long dedupWindowMs(JsonFields fields, StreamConfig otherwise) {
    String text = fields.text(DEDUP_WINDOW);
    return text == null ? otherwise.dedupWindowMs() : DurationText.parse(DEDUP_WINDOW, text);
  }

  /** Adds the settings to an answer, by the names that a body gives them. */
  static JsonObject put(JsonObject json, StreamConfig config) {
    return json.put(PARTITIONS, config.partitions())
        .put(RETENTION_HOURS, hours(config.retentionMs()))
        .put(RETENTION_BYTES, config.retentionBytes())
        .put(RETENTION_EVENTS, config.retentionEvents())
        .put(DEDUP_WINDOW, DurationText.format(config.dedupWindowMs()));
  }

  /** What of the first differs from the second, such as {@code partitions is 2}. */
  static String differing(StreamConfig is, StreamConfig other) {
    JsonObject others = put(new JsonObject(), other);
    return put(new JsonObject(), is).stream()
        .filter(setting -> !setting.getValue().equals(others.getValue(setting.getKey())))
        .map(setting -> setting.getKey() + " is " + setting.getValue())
        .collect(Collectors.joining(", "));
  }

  // Code that embeds the log may have chosen any millisecond.
  private static Number hours(long ms) {
    boolean whole = ms % StreamConfig.HOUR_MS == 0;
    return whole ? ms / StreamConfig.HOUR_MS : (Number) ((double) ms / StreamConfig.HOUR_MS);
  }
}
