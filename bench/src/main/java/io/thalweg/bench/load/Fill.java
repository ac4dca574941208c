package io.thalweg.bench.load;

import io.thalweg.bench.run.Session;
import io.thalweg.bench.target.BenchFailure;

/** Fills streams with events to be read, in batches, as fast as the server takes them. */
final class Fill {

  static final int BATCH = 500;
  private static final int CONNECTIONS = 8;

  private Fill() {}

  /** Publishes {@code events} in all, each stream getting as many as the others. */
  static void fill(Session session, StreamSet streams, PublishShape shape, long events) {
    long requestCount = events / shape.batch();
    if (requestCount * shape.batch() != events || requestCount % streams.names().size() != 0) {
      throw new BenchFailure(
          events
              + " events cannot be spread evenly over the streams in batches of "
              + shape.batch());
    }
    try (RequestCycle requests = RequestCycle.build(session.endpoint(), streams.names(), shape)) {
      Tally.Outcome outcome =
          ClosedLoop.of(session.generator(), requests, requestCount)
              .run(session.endpoint(), CONNECTIONS);
      streams.requireEvents(outcome.acknowledged() * shape.batch());
    }
  }
}
