package io.thalweg.bench.cli;

import io.thalweg.bench.load.PublishShape;
import io.thalweg.bench.load.PublishWorkload;
import io.thalweg.bench.report.Measure;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "publish",
    description = "callers in a closed loop publish single events (W1) or batches (W2)")
final class PublishCommand implements Callable<Integer> {

  private static final List<String> TARGETS =
      List.of("product", "bare-fsync", "bare-ahead", "bare");

  @Mixin private RunOptions run;
  @Mixin private TargetOptions chosen;

  @Option(names = "--connections", defaultValue = "64", description = "callers (${DEFAULT-VALUE})")
  private int connections;

  @Option(
      names = "--batch",
      defaultValue = "1",
      description = "events in one request (${DEFAULT-VALUE})")
  private int batch;

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
      names = "--streams",
      defaultValue = "1",
      description = "streams to spread over (${DEFAULT-VALUE})")
  private int streams;

  @Option(
      names = "--partitions",
      defaultValue = "1",
      description = "of each stream (${DEFAULT-VALUE})")
  private int partitions;

  @Override
  public Integer call() throws IOException {
    PublishShape shape = new PublishShape(connections, batch, size, streams, partitions, duration);
    List<String> targets = chosen.or(run.engines().targetsOr(TARGETS));
    run.compare(
        new PublishWorkload("publish", shape), run.targets(targets), Measure.OF_LOAD, Measure.RATE);
    return run.finish();
  }
}
