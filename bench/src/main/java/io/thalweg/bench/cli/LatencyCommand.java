package io.thalweg.bench.cli;

import io.thalweg.bench.load.LatencyShape;
import io.thalweg.bench.load.LatencyWorkload;
import io.thalweg.bench.net.Endpoint;
import io.thalweg.bench.report.Measure;
import io.thalweg.bench.target.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "latency",
    description = "from the moment an event was due to its arrival over WebSocket (W4)")
final class LatencyCommand implements Callable<Integer> {

  private static final List<String> TARGETS = List.of("product", "bare-flush-fsync", "bare-flush");

  @Mixin private RunOptions run;
  @Mixin private TargetOptions chosen;

  @Option(
      names = "--rate",
      defaultValue = "500",
      description = "events due a second (${DEFAULT-VALUE})")
  private int rate;

  @Option(
      names = "--subscribers",
      defaultValue = "1",
      description = "WebSockets that get each event (${DEFAULT-VALUE})")
  private int subscribers;

  @Option(
      names = "--size",
      defaultValue = "200",
      description = "bytes of one event's data (${DEFAULT-VALUE})")
  private int size;

  @Option(
      names = "--duration",
      defaultValue = "10s",
      converter = DurationText.class,
      description = "of a round (${DEFAULT-VALUE})")
  private Duration duration;

  @Option(
      names = "--subscribe-url",
      paramLabel = "URL",
      description =
          "another node on the same storage, which subscribers connect to; with --url, and"
              + " --targets product")
  private String subscribeUrl;

  @Option(
      names = "--nodes",
      defaultValue = "1",
      description =
          "2: events are published at one node and pushed by another that is started, too; with"
              + " --storage (${DEFAULT-VALUE})")
  private int nodes;

  @Override
  public Integer call() throws IOException {
    LatencyShape shape = new LatencyShape(rate, subscribers, size, duration);
    run.compare(
        new LatencyWorkload(
            "latency", shape, Optional.ofNullable(subscribeUrl).map(Endpoint::parse)),
        targets(),
        Measure.OF_LOAD,
        Measure.P50,
        Measure.P99);
    return run.finish();
  }

  private List<Target> targets() {
    if (nodes < 1 || nodes > 2) {
      throw new IllegalArgumentException("nodes must be 1 or 2, not " + nodes);
    }
    return run.targets(chosen.or(nodes == 1 ? TARGETS : List.of(Target.PRODUCT))).stream()
        .map(target -> target.isProduct() ? target.withNodes(nodes) : target)
        .toList();
  }
}
