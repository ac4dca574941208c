package io.thalweg.bench.load;

import java.time.Duration;
import java.util.List;

/**
 * What consumers find.
 *
 * @param events in all; a multiple of a page's thousand for each stream
 * @param size bytes of each as published
 * @param streams that the events are spread over
 * @param partitions of each stream
 */
public record ConsumeShape(int events, int size, int streams, int partitions) {

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

  long eventsPerStream() {
    return events / streams;
  }

  /** How the events get there. */
  PublishShape filling() {
    return new PublishShape(1, Fill.BATCH, size, streams, partitions, Duration.ofHours(1));
  }

  /** What makes a base hold the same events. */
  List<String> baseArguments() {
    return List.of("--events", Integer.toString(events), "--size", Integer.toString(size));
  }
}
