package io.thalweg.server.http;

import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamInfo;
import io.thalweg.core.model.StreamName;
import io.vertx.core.Future;
import java.util.Map;

/** Turns where a reader wants to start into an offset, and refuses what cannot be. */
public final class StartOffset {
  private StartOffset() {}

  /**
   * The offset to start at, checked against the stream as it is now.
   *
   * @return never above the head; below the oldest retained offset only if the reader named that
   *     offset itself and did not ask to fail then. Fails with {@code STREAM_NOT_FOUND}, {@code
   *     STREAM_GENERATION_MISMATCH}, {@code OFFSET_OUT_OF_RANGE}, {@code OFFSET_GONE}, or {@code
   *     INVALID_REQUEST} on {@code partition}
   */
  public static Future<Long> resolve(StreamLog log, StreamName stream, ReadParameters parameters) {
    return log.stream(stream).compose(info -> resolve(log, info, parameters));
  }

  private static Future<Long> resolve(StreamLog log, StreamInfo info, ReadParameters parameters) {
    checkGeneration(parameters, info.generation());
    checkPartition(parameters, info);
    return switch (parameters.start()) {
      case EARLIEST -> Future.succeededFuture(info.minOffset());
      case LATEST -> Future.succeededFuture(info.head());
      case LAST ->
          Future.succeededFuture(Math.max(info.minOffset(), info.head() - parameters.value()));
      case TIME -> log.offsetAtTime(info.name(), parameters.value());
      case OFFSET -> {
        checkRange(parameters, info.minOffset(), info.head());
        yield Future.succeededFuture(parameters.value());
      }
    };
  }

  /**
   * Checks an offset that the reader named against a stream's ends.
   *
   * @throws StreamException {@code OFFSET_OUT_OF_RANGE}, or {@code OFFSET_GONE} if it asked for it
   */
  static void checkRange(ReadParameters parameters, long minOffset, long head) {
    if (parameters.value() > head) {
      throw StreamException.of(
              ErrorCode.OFFSET_OUT_OF_RANGE,
              "offset " + parameters.value() + " is above the head, " + head,
              Map.of("min_offset", minOffset, "head", head))
          .about(parameters.startField());
    }
    if (parameters.failOnGap() && parameters.value() < minOffset) {
      throw StreamException.of(
              ErrorCode.OFFSET_GONE,
              "retention has removed the events below " + minOffset,
              Map.of("min_offset", minOffset, "head", head))
          .about(parameters.startField());
    }
  }

  /**
   * Checks that the stream is the incarnation that the reader means.
   *
   * @throws StreamException {@code STREAM_GENERATION_MISMATCH}
   */
  static void checkGeneration(ReadParameters parameters, long generation) {
    if (parameters.generation() != ReadParameters.ANY && parameters.generation() != generation) {
      throw StreamException.of(
              ErrorCode.STREAM_GENERATION_MISMATCH,
              "the stream was deleted and created again: its generation is " + generation,
              Map.of("generation", generation))
          .about("generation");
    }
  }

  private static void checkPartition(ReadParameters parameters, StreamInfo info) {
    int partitions = info.config().partitions();
    if (parameters.partition() >= partitions) {
      throw StreamException.invalid(
          "partition", "must be 0 to " + (partitions - 1) + ": so many the stream has");
    }
  }
}
