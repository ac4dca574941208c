package io.thalweg.bench.load;

import io.thalweg.bench.run.CpuMeter;
import io.thalweg.bench.run.Round;
import io.thalweg.bench.run.Sample;
import io.thalweg.bench.run.Session;
import io.thalweg.bench.run.Workload;
import io.thalweg.bench.target.Target;
import java.util.Map;
import java.util.Optional;

/** W3: one consumer catches up in pages, one request at a time. */
public record PagesWorkload(String name, ConsumeShape shape) implements Workload {

  @Override
  public boolean drivesEngines() {
    return true;
  }

  @Override
  public Target equip(Target target) {
    return filled().equip(target);
  }

  @Override
  public void prepare(Session session) {
    if (session.server() instanceof Engine engine) {
      engine.fill(name, shape);
    } else {
      filled().prepare(session);
    }
  }

  @Override
  public Sample run(Session session, Round round) {
    return session.server() instanceof Engine engine
        ? engine.readPages(name, shape)
        : overHttp(session);
  }

  private Sample overHttp(Session session) {
    CpuMeter cpu = new CpuMeter(session.server());
    PageReader.Outcome outcome =
        new PageReader(
                session.endpoint(), PageRange.whole(filled().names(), shape.eventsPerStream()))
            .run(session.generator());
    return new Sample(
        outcome.events(),
        outcome.bytes(),
        outcome.seconds(),
        Optional.of(outcome.latency()),
        cpu.sinceStart(),
        Map.of());
  }

  private FilledStreams filled() {
    return new FilledStreams(name, shape);
  }
}
