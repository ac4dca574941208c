package io.thalweg.core.group;

import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StartPoint;
import io.thalweg.core.model.StreamInfo;
import io.vertx.core.Future;
import java.util.Map;

/** Finds the offset that a start point means. */
final class StartPoints {
  private final StreamLog log;

  StartPoints(StreamLog log) {
    this.log = log;
  }

  /**
   * Fails with {@code OFFSET_OUT_OF_RANGE} above the head.
   *
   * @param field where the caller named it
   */
  Future<Long> resolve(String field, StartPoint point, StreamInfo stream) {
    return switch (point.kind()) {
      case EARLIEST -> Future.succeededFuture(stream.minOffset());
      case LATEST -> Future.succeededFuture(stream.head());
      case TIME -> log.offsetAtTime(stream.name(), point.value());
      case OFFSET ->
          point.value() <= stream.head()
              ? Future.succeededFuture(point.value())
              : Future.failedFuture(aboveHead(point.value(), stream).about(field));
    };
  }

  private static StreamException aboveHead(long offset, StreamInfo stream) {
    return StreamException.of(
        ErrorCode.OFFSET_OUT_OF_RANGE,
        "offset " + offset + " is above the head " + stream.head(),
        Map.of("min_offset", stream.minOffset(), "head", stream.head()));
  }
}
