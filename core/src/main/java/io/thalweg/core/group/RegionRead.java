package io.thalweg.core.group;

import io.thalweg.core.bus.PollRequest;
import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.record.EventBlock;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.vertx.core.Future;
import java.util.Arrays;

/**
 * What reading a region found.
 *
 * @param events those inside the region
 * @param end how far it was read
 */
record RegionRead(
    Region region, EventBlock events, long end, long minOffset, long head, long streamGeneration) {

  /** Reads as much as the request asks for; the region must not be empty. */
  static Future<RegionRead> of(Region region, StreamLog log, PollRequest request, long waitMs) {
    ReadQuery query =
        new ReadQuery(
            request.stream(), region.from(), region.filter(), request.limit(), request.bytesMax());
    return log.read(query, waitMs).map(result -> of(region, result));
  }

  private static RegionRead of(Region region, ReadResult result) {
    return new RegionRead(
        region,
        below(result.events(), region.end()),
        Math.min(result.next(), region.end()),
        result.minOffset(),
        result.head(),
        result.generation());
  }

  /** For each of the region's partitions the offset behind its last event; 0 if it has none. */
  long[] ends() {
    int[] partitions = region.partitions();
    long[] ends = new long[partitions.length];
    EventCursor event = events.cursor();
    while (event.next()) {
      ends[Arrays.binarySearch(partitions, event.partition())] = event.offset() + 1;
    }
    return ends;
  }

  /** Whether there is more of the stream to look at. */
  boolean hasMore() {
    return end < head;
  }

  private static EventBlock below(EventBlock events, long offset) {
    if (offset == Region.OPEN) {
      return events;
    }
    EventCursor cursor = events.cursor();
    int count = 0;
    while (cursor.next()) {
      if (cursor.offset() >= offset) {
        return new EventBlock(events.array(), events.from(), cursor.at(), count);
      }
      count++;
    }
    return events;
  }
}
