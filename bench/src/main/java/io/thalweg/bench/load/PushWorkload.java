package io.thalweg.bench.load;

import io.thalweg.bench.run.CpuMeter;
import io.thalweg.bench.run.Round;
import io.thalweg.bench.run.Sample;
import io.thalweg.bench.run.Session;
import io.thalweg.bench.run.Workload;
import io.thalweg.bench.target.Target;
import java.util.Map;
import java.util.Optional;

/** W3 pushed: one WebSocket catches up, a frame an event. */
public record PushWorkload(String name, ConsumeShape shape) implements Workload {

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
    CpuMeter cpu = new CpuMeter(session.server());
    PushReader.Outcome outcome =
        new PushReader(shape.events())
            .run(session.generator(), session.endpoint(), filled().first());
    return new Sample(
        outcome.events(),
        outcome.bytes(),
        outcome.seconds(),
        Optional.empty(),
        cpu.sinceStart(),
        Map.of());
  }

  private FilledStreams filled() {
    return new FilledStreams(name, shape);
  }
}
