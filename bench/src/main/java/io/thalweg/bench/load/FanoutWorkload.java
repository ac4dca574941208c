package io.thalweg.bench.load;

import io.thalweg.bench.run.CpuMeter;
import io.thalweg.bench.run.Round;
import io.thalweg.bench.run.Sample;
import io.thalweg.bench.run.Session;
import io.thalweg.bench.run.Workload;
import java.util.Map;
import java.util.Optional;

/** W4 fan-out: as many deliveries to all subscribers as the server can push. */
public record FanoutWorkload(String name, FanoutShape shape) implements Workload {

  @Override
  public Sample run(Session session, Round round) {
    StreamSet stream = StreamSet.create(session.control(), name + "-r" + round.number(), 1, 1);
    String streamName = stream.names().get(0);
    SaturatedFanout fanout = new SaturatedFanout(session, streamName, shape);
    Subscribers subscribers = Subscribers.open(session, streamName, shape.subscribers(), fanout);
    try {
      CpuMeter cpu = new CpuMeter(session.server());
      SaturatedFanout.Outcome outcome = fanout.run();
      return new Sample(
          outcome.deliveries(),
          outcome.bytes(),
          outcome.seconds(),
          Optional.empty(),
          cpu.sinceStart(),
          Map.of());
    } finally {
      subscribers.close();
      stream.delete();
    }
  }
}
