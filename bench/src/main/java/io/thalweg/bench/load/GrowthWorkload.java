package io.thalweg.bench.load;

import io.thalweg.bench.run.Round;
import io.thalweg.bench.run.Sample;
import io.thalweg.bench.run.Session;
import io.thalweg.bench.run.Workload;
import java.util.Iterator;
import java.util.Map;

/**
 * W1 beside what is kept, then catch-up from the middle of it, then pages at random places. The
 * sample is that of W1, the rest stands in its figures.
 *
 * <p>Catch-up is read over several connections, one after the other: a server hands connections to
 * its event loops in turn, and one connection alone would show which loop it fell to.
 */
public record GrowthWorkload(String name, GrowthShape shape) implements Workload {

  /** Catch-up in pages, events a second. */
  public static final String PAGES = "pages events/s";

  /** One page at a random offset, 99th percentile in milliseconds. */
  public static final String RANDOM_P99 = "random page p99 ms";

  private static final int CATCH_UPS = 4;

  @Override
  public void prepare(Session session) {
    filled().prepare(session);
  }

  @Override
  public Sample run(Session session, Round round) {
    Sample published = new PublishWorkload(name + "-w1", shape.publishing()).run(session, round);
    double eventsPerSecond = catchUp(session);
    PageReader.Outcome random =
        read(
            session,
            PageRange.randomPages(filled().names(), shape.keptPerStream(), shape.randomPages()));
    return published.withFigures(
        Map.of(
            PAGES, eventsPerSecond, RANDOM_P99, random.latency().getValueAtPercentile(99) / 1e6));
  }

  private double catchUp(Session session) {
    long events = 0;
    double seconds = 0;
    for (int read = 0; read < CATCH_UPS; read++) {
      PageReader.Outcome outcome = read(session, middle());
      events += outcome.events();
      seconds += outcome.seconds();
    }
    return events / seconds;
  }

  private Iterator<PageRange> middle() {
    long from = (shape.keptPerStream() - shape.readPerStream()) / 2;
    return filled().names().stream()
        .map(stream -> new PageRange(stream, from, from + shape.readPerStream()))
        .iterator();
  }

  private PageReader.Outcome read(Session session, Iterator<PageRange> ranges) {
    return new PageReader(session.endpoint(), ranges).run(session.generator());
  }

  private FilledStreams filled() {
    return new FilledStreams(name, shape.filled());
  }
}
