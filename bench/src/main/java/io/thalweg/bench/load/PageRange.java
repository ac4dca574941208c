package io.thalweg.bench.load;

import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Events of one stream that a consumer reads.
 *
 * @param from first offset
 * @param to offset behind the last one
 */
record PageRange(String stream, long from, long to) {

  /** All events of some streams, one stream after the other. */
  static Iterator<PageRange> whole(List<String> streams, long eventsPerStream) {
    return streams.stream().map(name -> new PageRange(name, 0, eventsPerStream)).iterator();
  }

  /** Single pages at random places, the same ones in every run. */
  static Iterator<PageRange> randomPages(List<String> streams, long eventsPerStream, int count) {
    SplittableRandom random = new SplittableRandom(count);
    long lastStart = eventsPerStream - ConsumeShape.PAGE_EVENTS;
    return Stream.generate(
            () -> {
              long from = random.nextLong(lastStart + 1);
              String stream = streams.get(random.nextInt(streams.size()));
              return new PageRange(stream, from, from + ConsumeShape.PAGE_EVENTS);
            })
        .limit(count)
        .iterator();
  }
}
