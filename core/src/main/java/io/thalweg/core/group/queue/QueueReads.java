package io.thalweg.core.group.queue;

import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBlock;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** Reads events of one stream by their offsets. */
final class QueueReads {
  /** Reads that one answer may take. */
  private static final int RUNS_MAX = 16;

  private final StreamLog log;
  private final StreamName stream;

  QueueReads(StreamLog log, StreamName stream) {
    this.log = log;
    this.stream = stream;
  }

  /** The stream's events from an offset on, as far as they are there. */
  Future<Found> from(long offset, int eventsMax, int bytesMax) {
    return log.read(new ReadQuery(stream, offset, EventFilter.ALL, eventsMax, bytesMax), 0)
        .map(read -> new Found(List.of(read.events()), read.minOffset(), read.generation()));
  }

  /**
   * The first of these events, as many as can be had with little effort, at least one unless
   * retention removed it.
   *
   * @param offsets ascending, at least one
   */
  Future<Found> these(List<Long> offsets, int bytesMax) {
    return next(offsets, 0, bytesMax, new ArrayList<>());
  }

  private Future<Found> next(List<Long> offsets, int at, int bytesMax, List<EventBlock> blocks) {
    int end = runEnd(offsets, at);
    ReadQuery run = new ReadQuery(stream, offsets.get(at), EventFilter.ALL, end - at, bytesMax);
    return log.read(run, 0)
        .compose(
            read -> {
              EventBlock found = below(read, offsets.get(end - 1));
              blocks.add(found);
              int bytesLeft = bytesMax - found.bytes();
              boolean whole = found.count() == end - at;
              boolean goesOn = end < offsets.size() && blocks.size() < RUNS_MAX;
              return whole && goesOn && bytesLeft > 0
                  ? next(offsets, end, bytesLeft, blocks)
                  : Future.succeededFuture(new Found(blocks, read.minOffset(), read.generation()));
            });
  }

  private static int runEnd(List<Long> offsets, int at) {
    int end = at + 1;
    while (end < offsets.size() && offsets.get(end) == offsets.get(end - 1) + 1) {
      end++;
    }
    return end;
  }

  /** A read from below the oldest offset begins there, maybe behind what was asked for. */
  private static EventBlock below(ReadResult read, long last) {
    return read.minOffset() > last ? EventBlock.empty() : read.events();
  }
}
