package io.thalweg.bench.load;

import java.time.Duration;
import java.util.List;

/**
 * What consumers find.
 *
 * @param events in all; a multiple of a page's thousand for each stream
 * @param size bytes of each as published
 * @param keys how many partition keys they go round in; 0 for events without one
 * @param streams that the events are spread over
 * @param partitions of each stream
 */
public record ConsumeShape(int events, int size, int keys, int streams, int partitions) {

  public static final int PAGE_EVENTS = 1000;

  public ConsumeShape {
    if (events < PAGE_EVENTS || events % (streams * PAGE_EVENTS) != 0) {
      throw new IllegalArgumentException(
          "events must be a multiple of "
              + streams * PAGE_EVENTS
              + " (pages of "
              + PAGE_EVENTS
              + "), not "
              + events);
    }
  }

  /** Events carry as many keys as the partitions need. */
  public ConsumeShape(int events, int size, int streams, int partitions) {
    this(events, size, PublishShape.keysFor(partitions), streams, partitions);
  }

  long eventsPerStream() {
    return events / streams;
  }

  /** How the events get there. */
  PublishShape filling() {
    return new PublishShape(1, Fill.BATCH, size, keys, streams, partitions, Duration.ofHours(1));
  }

  /** What makes a base hold the same events. */
  List<String> baseArguments() {
    return List.of("--events", Integer.toString(events), "--size", Integer.toString(size));
  }
}
