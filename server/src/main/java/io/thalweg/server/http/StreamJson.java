package io.thalweg.server.http;

import io.thalweg.core.model.PartitionStats;
import io.thalweg.core.model.StreamInfo;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/** Streams as they are in answers. */
final class StreamJson {
  private StreamJson() {}

  static JsonObject info(StreamInfo info) {
    JsonObject json = new JsonObject().put("name", info.name().value());
    StreamSettings.put(json, info.config())
        .put("generation", info.generation())
        .put("created_at", Instant.ofEpochMilli(info.createdAt()).toString());
    return putCounts(json, info);
  }

  static JsonObject putCounts(JsonObject json, StreamInfo info) {
    return json.put("message_count", info.messageCount())
        .put("min_offset", info.minOffset())
        .put("max_offset", info.maxOffset())
        .put("next_offset", info.head())
        .put("bytes", info.bytes());
  }

  static JsonObject partition(PartitionStats stats) {
    return new JsonObject()
        .put("partition", stats.partition())
        .put("message_count", stats.messageCount())
        .put("min_offset", stats.minOffset())
        .put("max_offset", stats.maxOffset());
  }
}
