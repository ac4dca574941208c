package io.thalweg.bench.load;

import java.time.Duration;

/**
 * What grows, and how it is measured.
 *
 * @param streams that are there
 * @param partitions of each
 * @param kept events in all of them
 * @param read events that catch-up reads
 * @param randomPages pages read at random places
 * @param size bytes of one event's data
 * @param keys how many partition keys the events go round in; 0 for events without one
 * @param duration of publishing in one round
 */
public record GrowthShape(
    int streams,
    int partitions,
    int kept,
    int read,
    int randomPages,
    int size,
    int keys,
    Duration duration) {

  private static final int CONNECTIONS = 64;

  /** Events are kept in whole pages, so what is asked for is rounded up. */
  public GrowthShape {
    int unit = streams * ConsumeShape.PAGE_EVENTS;
    kept = Math.multiplyExact((Math.max(kept, 1) + unit - 1) / unit, unit);
    read = Math.min(Math.multiplyExact((Math.max(read, 1) + unit - 1) / unit, unit), kept);
  }

  /** The same events, so many of them, in one stream of one partition. */
  public GrowthShape inOne(int events) {
    return new GrowthShape(1, 1, events, read, randomPages, size, keys, duration);
  }

  ConsumeShape filled() {
    return new ConsumeShape(kept, size, keys, streams, partitions);
  }

  PublishShape publishing() {
    return new PublishShape(CONNECTIONS, 1, size, keys, streams, partitions, duration);
  }

  long keptPerStream() {
    return kept / streams;
  }

  long readPerStream() {
    return read / streams;
  }
}
