package io.thalweg.core.spi;

import io.thalweg.core.model.StreamName;
import io.vertx.core.Future;
import java.util.Map;

/** Bounded reads of what is durable. */
public interface EventReader {
  /**
   * Reads from one stream.
   *
   * @return never an event at or above {@link ReadResult#head()}; fails with {@code
   *     STREAM_NOT_FOUND} or {@code CORRUPT}. An offset below the oldest or above the head is no
   *     failure: the result tells both ends and the caller decides.
   */
  Future<ReadResult> read(ReadQuery query);

  /**
   * The first retained offset whose event's timestamp is at or after {@code epochMs}; the head if
   * there is none. Fails with {@code STREAM_NOT_FOUND}.
   */
  Future<Long> offsetAtTime(StreamName stream, long epochMs);

  /**
   * How many events each partition holds at or above an offset, exactly: a group's lag.
   *
   * @param positions an offset for each partition asked for
   * @return a count for each of them; 0 for a partition that the stream does not have. Fails with
   *     {@code STREAM_NOT_FOUND}
   */
  Future<Map<Integer, Long>> countFrom(StreamName stream, Map<Integer, Long> positions);
}
