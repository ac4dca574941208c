package io.thalweg.bench.postgres;

import io.thalweg.bench.load.EventJson;
import io.thalweg.bench.load.PublishShape;
import io.thalweg.bench.run.CpuMeter;
import io.thalweg.bench.run.Round;
import io.thalweg.bench.run.Sample;
import io.thalweg.bench.run.Session;
import io.thalweg.bench.run.Workload;
import io.thalweg.bench.target.BenchFailure;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Sessions in a closed loop that insert a row a commit, or many rows by one array; the other
 * targets get the publishes over HTTP that this is the base for.
 */
public record RawPublish(Workload overHttp, PublishShape shape) implements Workload {
  @Override
  public String name() {
    return overHttp.name();
  }

  @Override
  public boolean drivesEngines() {
    return true;
  }

  @Override
  public Sample run(Session session, Round round) {
    if (!(session.server() instanceof RawPostgres database)) {
      return overHttp.run(session, round);
    }
    try (RawTable table = RawTable.create(database, name())) {
      CpuMeter cpu = new CpuMeter(database);
      String statement = shape.batch() == 1 ? table.insertOne() : table.insertMany();
      SessionLoop.Outcome outcome =
          new SessionLoop(database, statement, parameter(), shape.duration())
              .run(shape.connections());
      long events = outcome.counted() * shape.batch();
      Sample sample =
          new Sample(
              events,
              events * shape.size(),
              outcome.seconds(),
              Optional.of(outcome.latency()),
              cpu.sinceStart(),
              Map.of());
      requireRows(table, outcome.acknowledged() * shape.batch());
      return sample;
    }
  }

  /** What a statement inserts: an event's JSON, or an array of them. */
  private Object parameter() {
    EventJson events = new EventJson(shape.size(), 0);
    String[] bodies =
        IntStream.range(0, shape.batch())
            .mapToObj(number -> new String(events.event(number), StandardCharsets.US_ASCII))
            .toArray(String[]::new);
    return shape.batch() == 1 ? bodies[0] : bodies;
  }

  private static void requireRows(RawTable table, long acknowledged) {
    long rows = table.rows();
    if (rows != acknowledged) {
      throw new BenchFailure(acknowledged + " rows were acknowledged, but there are " + rows);
    }
  }
}
