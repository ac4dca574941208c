package io.thalweg.core.group;

import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.vertx.core.Future;
import java.util.Arrays;

/** Finds when the first event was published that a group has not committed. */
final class FirstUncommitted {
  /** There is no such event. */
  static final long NONE = -1;

  private final StreamLog log;
  private final StreamName stream;
  private final EventFilter filter;

  private FirstUncommitted(StreamLog log, StreamName stream, EventFilter filter) {
    this.log = log;
    this.stream = stream;
    this.filter = filter;
  }

  /**
   * Its timestamp in epoch milliseconds, or {@link #NONE}. As timestamps never go back within a
   * stream, the first event of all partitions is the oldest.
   *
   * @param committed by partition; at least one
   */
  static Future<Long> timestamp(StreamLog log, StreamName stream, long[] committed) {
    long from = Arrays.stream(committed).min().orElseThrow();
    return new FirstUncommitted(log, stream, EventFilter.starts(committed)).lookFrom(from);
  }

  private Future<Long> lookFrom(long offset) {
    return log.read(new ReadQuery(stream, offset, filter, 1, 1)).compose(this::looked);
  }

  private Future<Long> looked(ReadResult read) {
    EventCursor event = read.events().cursor();
    if (event.next()) {
      return Future.succeededFuture(event.timestamp());
    }
    // A read may stop short of what it looks for.
    return read.next() < read.head() ? lookFrom(read.next()) : Future.succeededFuture(NONE);
  }
}
