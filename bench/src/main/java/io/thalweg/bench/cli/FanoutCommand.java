package io.thalweg.bench.cli;

import io.thalweg.bench.load.FanoutShape;
import io.thalweg.bench.load.FanoutWorkload;
import io.thalweg.bench.report.Measure;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "fanout",
    description = "saturated publishing to many WebSockets: deliveries a second (W4fan)")
final class FanoutCommand implements Callable<Integer> {

  private static final List<String> TARGETS = List.of("product", "bare-flush", "bare");

  @Mixin private RunOptions run;
  @Mixin private TargetOptions chosen;

  @Option(
      names = "--subscribers",
      defaultValue = "100",
      description = "WebSockets that get each event (${DEFAULT-VALUE})")
  private int subscribers;

  @Option(
      names = "--batch",
      defaultValue = "50",
      description = "events in one request (${DEFAULT-VALUE})")
  private int batch;

  @Option(
      names = "--window",
      defaultValue = "20",
      description = "batches under way to the slowest subscriber (${DEFAULT-VALUE})")
  private int window;

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

  @Override
  public Integer call() throws IOException {
    FanoutShape shape = new FanoutShape(subscribers, batch, window, size, duration);
    run.compare(
        new FanoutWorkload("fanout", shape),
        run.targets(chosen.or(TARGETS)),
        Measure.OF_LOAD,
        Measure.RATE);
    return run.finish();
  }
}
