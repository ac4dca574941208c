package io.thalweg.core.group;

import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Arrays;

/** Finds when the first event was published that a group has not committed. Not thread-safe. */
final class FirstUncommitted {
  /** There is no such event. */
  static final long NONE = -1;

  /** Reads that may find nothing; what is beyond them is said to be as old as where they end. */
  static final int READS_MAX = 64;

  private static final long WITHOUT_LAG = Long.MAX_VALUE;

  private final StreamLog log;
  private final StreamName stream;
  private final EventFilter filter;
  private final Promise<Long> found = Promise.promise();
  private int reads;

  private FirstUncommitted(StreamLog log, StreamName stream, EventFilter filter) {
    this.log = log;
    this.stream = stream;
    this.filter = filter;
  }

  /**
   * Its timestamp in epoch milliseconds, or an earlier one if it is far away, or {@link #NONE}. As
   * timestamps never go back within a stream, the first event of all partitions is the oldest.
   *
   * @param committed by partition; at least one
   * @param lags by partition: one that has none is not looked at
   */
  static Future<Long> timestamp(StreamLog log, StreamName stream, long[] committed, long[] lags) {
    long[] starts = committed.clone();
    Arrays.setAll(starts, i -> lags[i] > 0 ? committed[i] : WITHOUT_LAG);
    long from = Arrays.stream(starts).min().orElseThrow();
    if (from == WITHOUT_LAG) {
      return Future.succeededFuture(NONE);
    }
    FirstUncommitted search = new FirstUncommitted(log, stream, EventFilter.starts(starts));
    search.lookFrom(from);
    return search.found.future();
  }

  private void lookFrom(long offset) {
    EventFilter wanted = reads < READS_MAX ? filter : EventFilter.ALL;
    reads++;
    log.read(new ReadQuery(stream, offset, wanted, 1, 1))
        .onSuccess(this::looked)
        .onFailure(found::fail);
  }

  private void looked(ReadResult read) {
    EventCursor event = read.events().cursor();
    if (event.next()) {
      found.complete(event.timestamp());
    } else if (read.hasMore() && reads <= READS_MAX) {
      // A read may stop short of what it looks for.
      lookFrom(read.next());
    } else {
      found.complete(NONE);
    }
  }
}
