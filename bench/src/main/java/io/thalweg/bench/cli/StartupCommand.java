package io.thalweg.bench.cli;

import io.thalweg.bench.lifecycle.StartupRun;
import io.thalweg.bench.load.GrowthShape;
import io.thalweg.bench.report.Measure;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "startup",
    description = "start to first reply: empty, after a clean stop, after kill -9 (W6)")
final class StartupCommand implements Callable<Integer> {

  private static final List<String> TARGETS = List.of("product", "bare");
  private static final int SIZE = 200;

  @Mixin private RunOptions run;
  @Mixin private TargetOptions chosen;

  @Option(
      names = "--kept",
      defaultValue = "2g",
      converter = BytesText.class,
      paramLabel = "BYTES",
      description = "of events that the product keeps while it is stopped (${DEFAULT-VALUE})")
  private long kept;

  @Override
  public Integer call() throws IOException {
    GrowthShape shape =
        new GrowthShape(1, 1, Math.toIntExact(kept / SIZE), 0, 1, SIZE, 0, Duration.ofSeconds(1));
    run.report(
        new StartupRun(run.servers(), run.rounds(), shape, run::progress)
            .run(run.targets(chosen.or(TARGETS))),
        List.of(
            Measure.figure(StartupRun.EMPTY),
            Measure.figure(StartupRun.STOPPED),
            Measure.figure(StartupRun.KILLED)),
        Measure.figure(StartupRun.EMPTY));
    return run.finish();
  }
}
