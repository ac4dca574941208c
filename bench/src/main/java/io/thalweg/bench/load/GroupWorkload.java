package io.thalweg.bench.load;

import io.thalweg.bench.run.CpuMeter;
import io.thalweg.bench.run.Round;
import io.thalweg.bench.run.Sample;
import io.thalweg.bench.run.Session;
import io.thalweg.bench.run.Workload;
import io.thalweg.bench.target.BenchFailure;
import io.thalweg.bench.target.Target;
import java.util.Map;
import java.util.Optional;

/**
 * W5: the members of a group drain a stream over HTTP, each call acknowledging what the one before
 * it returned.
 */
public record GroupWorkload(String name, GroupShape shape) implements Workload {

  @Override
  public Target equip(Target target) {
    return filled().equip(target);
  }

  @Override
  public void prepare(Session session) {
    filled().prepare(session);
  }

  @Override
  public Sample run(Session session, Round round) {
    String stream = filled().first();
    String group = "bench-" + round.number();
    session.control().createGroup(stream, group);
    CpuMeter cpu = new CpuMeter(session.server());
    GroupDrain.Outcome outcome =
        new GroupDrain(session.endpoint(), stream, group, shape).run(session.generator());
    Sample sample =
        new Sample(
            outcome.events(),
            outcome.bytes(),
            outcome.seconds(),
            Optional.of(outcome.latency()),
            cpu.sinceStart(),
            Map.of(
                "first event ms", outcome.firstEventMs(), "repeats", (double) outcome.repeats()));
    if (session.isProduct()) {
      requireCommitted(session, stream, group);
    }
    return sample;
  }

  private static void requireCommitted(Session session, String stream, String group) {
    long lag = session.control().groupLag(stream, group);
    if (lag != 0) {
      throw new BenchFailure(
          group + " has drained the stream, but " + lag + " events are not committed");
    }
  }

  private FilledStreams filled() {
    return new FilledStreams(name, shape.filled());
  }
}
