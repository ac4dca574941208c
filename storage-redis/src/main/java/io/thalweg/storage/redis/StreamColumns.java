package io.thalweg.storage.redis;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.PartitionStats;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamInfo;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.model.StreamStats;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A stream's hash as the records of the model. */
final class StreamColumns {
  private static final List<String> INFO =
      List.of(
          "generation",
          "created_at",
          "min",
          "head",
          "bytes",
          "bytes_removed",
          "partitions",
          "retention_ms",
          "retention_bytes",
          "retention_events",
          "dedup_window_ms");

  private StreamColumns() {}

  /** Asks for fields of a stream's hash. */
  static Request fields(Keys keys, StreamName stream, String... fields) {
    Request request = Request.cmd(Command.HMGET).arg(keys.stream(stream));
    for (String field : fields) {
      request.arg(field);
    }
    return request;
  }

  static Request info(Keys keys, StreamName stream) {
    return fields(keys, stream, INFO.toArray(String[]::new));
  }

  static Request withInfo(Request request) {
    INFO.forEach(request::arg);
    return request;
  }

  /** From the fields of {@link #info}; fails if there is no stream. */
  static StreamInfo info(StreamName name, Response fields) {
    requireStream(name, fields.get(0));
    StreamConfig config =
        new StreamConfig(
            fields.get(6).toInteger(),
            fields.get(7).toLong(),
            fields.get(8).toLong(),
            fields.get(9).toLong(),
            fields.get(10).toLong());
    return new StreamInfo(
        name,
        config,
        fields.get(0).toLong(),
        fields.get(1).toLong(),
        fields.get(2).toLong(),
        fields.get(3).toLong(),
        fields.get(4).toLong() - fields.get(5).toLong());
  }

  /** From the reply of {@code stats.lua}. */
  static StreamStats stats(StreamName name, Response reply) {
    requireStream(name, reply);
    Response numbers = reply.get(1);
    List<PartitionStats> partitions = new ArrayList<>(numbers.size() / 3);
    for (int i = 0; i < numbers.size(); i += 3) {
      partitions.add(
          new PartitionStats(
              i / 3,
              numbers.get(i).toLong(),
              numbers.get(i + 1).toLong(),
              numbers.get(i + 2).toLong()));
    }
    return new StreamStats(info(name, reply.get(0)), partitions);
  }

  /** Adds what {@code create.lua} and {@code alter.lua} take alike. */
  static Request settings(Request request, StreamConfig config) {
    return request
        .arg(config.partitions())
        .arg(config.retentionMs())
        .arg(config.retentionBytes())
        .arg(config.retentionEvents())
        .arg(config.dedupWindowMs());
  }

  /** Throws if {@code alter.lua} refused. */
  static void checkAltered(StreamName name, Response reply) {
    switch (reply.get(0).toInteger()) {
      case 0 -> {}
      case 1 -> throw noStream(name);
      case 2 -> {
        long generation = reply.get(1).toLong();
        throw StreamException.of(
            ErrorCode.STREAM_GENERATION_MISMATCH,
            "the stream " + name + " is in generation " + generation,
            Map.of("generation", generation));
      }
      default -> throw StreamException.invalid("partitions", "may not become fewer");
    }
  }

  /** What Redis says of a stream that is not there is nil. */
  static void requireStream(StreamName name, Response reply) {
    if (reply == null) {
      throw noStream(name);
    }
  }

  static StreamException noStream(StreamName name) {
    return StreamException.of(
        ErrorCode.STREAM_NOT_FOUND, "there is no stream " + name, Map.of("stream", name.value()));
  }
}
