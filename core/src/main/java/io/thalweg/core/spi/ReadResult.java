package io.thalweg.core.spi;

import io.thalweg.core.record.EventBlock;

/**
 * What a read found, and where the stream's ends were at that moment.
 *
 * @param events in offset order
 * @param next where to go on: behind the last event that was looked at, wanted or not, and so
 *     always further on. A read may stop short of its limits: as long as {@code next} is below
 *     {@code head} there is more to look at, even if {@code events} is empty
 * @param minOffset the oldest retained offset; the events start here if {@code from} was below
 * @param head the offset of the next event to come
 * @param generation the stream's incarnation
 */
public record ReadResult(EventBlock events, long next, long minOffset, long head, long generation) {

  /** Whether there is more to look at. */
  public boolean hasMore() {
    return next < head;
  }

  /** The same events, found while the stream's ends were others. */
  public ReadResult between(long newMinOffset, long newHead) {
    return new ReadResult(events, next, newMinOffset, newHead, generation);
  }
}
