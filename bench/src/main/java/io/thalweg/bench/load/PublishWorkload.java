package io.thalweg.bench.load;

import io.thalweg.bench.run.CpuMeter;
import io.thalweg.bench.run.Round;
import io.thalweg.bench.run.Sample;
import io.thalweg.bench.run.Session;
import io.thalweg.bench.run.Workload;
import io.thalweg.bench.target.BenchFailure;

/** W1 and W2: callers in a closed loop publish single events, or batches. */
public record PublishWorkload(String name, PublishShape shape) implements Workload {

  @Override
  public boolean drivesEngines() {
    return true;
  }

  @Override
  public Sample run(Session session, Round round) {
    return session.server() instanceof Engine engine
        ? engine.publish(name, shape)
        : overHttp(session, round);
  }

  private Sample overHttp(Session session, Round round) {
    StreamSet streams =
        StreamSet.create(
            session.control(), name + "-r" + round.number(), shape.streams(), shape.partitions());
    try (RequestCycle requests = RequestCycle.build(session.endpoint(), streams.names(), shape)) {
      CpuMeter cpu = new CpuMeter(session.server());
      Tally.Outcome outcome =
          ClosedLoop.during(session.generator(), requests, shape.duration())
              .run(session.endpoint(), shape.connections());
      requireAnswers(outcome, round);
      Sample sample = outcome.sample(shape, cpu);
      streams.requireEvents(outcome.acknowledged() * shape.batch());
      return sample;
    } finally {
      streams.delete();
    }
  }

  private void requireAnswers(Tally.Outcome outcome, Round round) {
    if (outcome.counted() == 0 && !round.warmsUp()) {
      throw new BenchFailure("nothing was answered within " + shape.duration());
    }
  }
}
