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
import java.util.Comparator;
import java.util.Iterator;
import java.util.stream.IntStream;

/**
 * Finds when the first event was published that a group has not committed. Not thread-safe.
 *
 * <p>One read of all partitions finds it nearly always. If that stops short, what it went over was
 * committed, and each partition is looked for by itself: storages pass over others by their
 * indexes, so that it costs what the exact count of the lag has cost before.
 */
final class FirstUncommitted {
  /** There is no such event. */
  static final long NONE = -1;

  private static final long WITHOUT_LAG = Long.MAX_VALUE;

  private final StreamLog log;
  private final StreamName stream;
  private final long[] starts;
  private final Promise<Long> found = Promise.promise();
  private Iterator<Integer> partitions;

  /** What was found, and below which offset there may be something earlier. */
  private long timestamp = NONE;

  private long end;

  private FirstUncommitted(StreamLog log, StreamName stream, long[] starts) {
    this.log = log;
    this.stream = stream;
    this.starts = starts;
  }

  /**
   * Its timestamp in epoch milliseconds, or {@link #NONE}. As timestamps never go back within a
   * stream, the first event of all partitions is the oldest.
   *
   * @param committed by partition; at least one
   * @param lags by partition: one that has none is not looked at
   */
  static Future<Long> timestamp(StreamLog log, StreamName stream, long[] committed, long[] lags) {
    long[] starts = committed.clone();
    Arrays.setAll(starts, i -> lags[i] > 0 ? committed[i] : WITHOUT_LAG);
    FirstUncommitted search = new FirstUncommitted(log, stream, starts);
    search.lookAtAll();
    return search.found.future();
  }

  private void lookAtAll() {
    long from = Arrays.stream(starts).min().orElseThrow();
    if (from == WITHOUT_LAG) {
      found.complete(NONE);
      return;
    }
    read(from, EventFilter.starts(starts))
        .onSuccess(
            read -> {
              // What comes later is no concern of ours.
              end = read.head();
              if (isOver(read)) {
                found.complete(timestamp);
              } else {
                lookAtEach(read.next());
              }
            })
        .onFailure(found::fail);
  }

  private void lookAtEach(long from) {
    Arrays.setAll(starts, i -> Math.max(from, starts[i]));
    partitions =
        IntStream.range(0, starts.length)
            .filter(i -> starts[i] != WITHOUT_LAG)
            .boxed()
            .sorted(Comparator.comparingLong(i -> starts[i]))
            .iterator();
    lookAtNext();
  }

  private void lookAtNext() {
    int partition = partitions.hasNext() ? partitions.next() : -1;
    if (partition < 0 || starts[partition] >= end) {
      found.complete(timestamp);
    } else {
      lookAt(EventFilter.partition(partition), starts[partition]);
    }
  }

  private void lookAt(EventFilter partition, long from) {
    read(from, partition)
        .onSuccess(
            read -> {
              if (isOver(read)) {
                lookAtNext();
              } else {
                lookAt(partition, read.next());
              }
            })
        .onFailure(found::fail);
  }

  private Future<ReadResult> read(long from, EventFilter filter) {
    return log.read(new ReadQuery(stream, from, filter, 1, 1));
  }

  /** Takes what was found; tells whether these partitions hold nothing else that is earlier. */
  private boolean isOver(ReadResult read) {
    EventCursor event = read.events().cursor();
    if (!event.next()) {
      return read.next() >= end;
    }
    if (event.offset() < end) {
      end = event.offset();
      timestamp = event.timestamp();
    }
    return true;
  }
}
