package io.thalweg.bench.load;

import io.thalweg.bench.run.Session;

/** Publishes for a while into a stream of its own, and leaves everything there. */
public final class Burst {

  private Burst() {}

  public static void publish(Session session, String prefix, PublishShape shape) {
    StreamSet streams =
        StreamSet.create(session.control(), prefix, shape.streams(), shape.partitions());
    try (RequestCycle requests = RequestCycle.build(session.endpoint(), streams.names(), shape)) {
      ClosedLoop.during(session.generator(), requests, shape.duration())
          .run(session.endpoint(), shape.connections());
    }
  }
}
