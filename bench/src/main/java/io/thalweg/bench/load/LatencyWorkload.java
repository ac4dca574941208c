package io.thalweg.bench.load;

import io.thalweg.bench.run.CpuMeter;
import io.thalweg.bench.run.Round;
import io.thalweg.bench.run.Sample;
import io.thalweg.bench.run.Session;
import io.thalweg.bench.run.Workload;
import java.util.Map;
import java.util.Optional;

/** W4: from the moment an event was due to its arrival at each subscriber. */
public record LatencyWorkload(String name, LatencyShape shape) implements Workload {

  @Override
  public Sample run(Session session, Round round) {
    StreamSet stream = StreamSet.create(session.control(), name + "-r" + round.number(), 1, 1);
    String streamName = stream.names().get(0);
    OpenLoop loop = new OpenLoop(session, streamName, shape);
    Subscribers subscribers = Subscribers.open(session, streamName, shape.subscribers(), loop);
    try {
      CpuMeter cpu = new CpuMeter(session.server());
      OpenLoop.Outcome outcome = loop.run();
      return new Sample(
          outcome.arrivals(),
          outcome.bytes(),
          outcome.seconds(),
          Optional.of(outcome.latency()),
          cpu.sinceStart(),
          Map.of());
    } finally {
      subscribers.close();
      stream.delete();
    }
  }
}
