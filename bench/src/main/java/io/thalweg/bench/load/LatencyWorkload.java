package io.thalweg.bench.load;

import io.thalweg.bench.net.Endpoint;
import io.thalweg.bench.run.CpuMeter;
import io.thalweg.bench.run.Round;
import io.thalweg.bench.run.Sample;
import io.thalweg.bench.run.Session;
import io.thalweg.bench.run.Workload;
import io.thalweg.bench.target.RemoteServer;
import java.util.Map;
import java.util.Optional;

/**
 * W4: from the moment an event was due to its arrival at each subscriber.
 *
 * @param subscribeAt the node that subscribers are connected to; empty for the server's other node,
 *     or the one that is published to if there is no other
 */
public record LatencyWorkload(String name, LatencyShape shape, Optional<Endpoint> subscribeAt)
    implements Workload {

  public LatencyWorkload(String name, LatencyShape shape) {
    this(name, shape, Optional.empty());
  }

  @Override
  public Sample run(Session session, Round round) {
    StreamSet stream = StreamSet.create(session.control(), name + "-r" + round.number(), 1, 1);
    String streamName = stream.names().get(0);
    OpenLoop loop = new OpenLoop(session, streamName, shape);
    Subscribers subscribers =
        Subscribers.open(subscribing(session), streamName, shape.subscribers(), loop);
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

  private Session subscribing(Session session) {
    return subscribeAt
        .or(session.server()::otherNode)
        .map(node -> new RemoteServer(session.server().target(), node))
        .map(node -> new Session(node, session.generator(), session.control()))
        .orElse(session);
  }
}
