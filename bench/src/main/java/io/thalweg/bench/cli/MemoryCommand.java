package io.thalweg.bench.cli;

import io.thalweg.bench.lifecycle.MemoryRun;
import io.thalweg.bench.load.PublishShape;
import io.thalweg.bench.report.Measure;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "memory",
    description = "memory (PSS) idle, after W1, and with idle WebSockets (W6); Linux only")
final class MemoryCommand implements Callable<Integer> {

  private static final List<String> TARGETS = List.of("product", "bare");

  @Mixin private RunOptions run;
  @Mixin private TargetOptions chosen;

  @Option(
      names = "--sockets",
      defaultValue = "10000",
      description = "idle WebSockets (${DEFAULT-VALUE}); both processes need as many open files")
  private int sockets;

  @Option(
      names = "--duration",
      defaultValue = "10s",
      converter = DurationText.class,
      description = "of W1 (${DEFAULT-VALUE})")
  private Duration duration;

  @Option(
      names = "--rest",
      defaultValue = "3s",
      converter = DurationText.class,
      description = "before memory is read (${DEFAULT-VALUE})")
  private Duration rest;

  @Override
  public Integer call() throws IOException {
    PublishShape load = new PublishShape(64, 1, 200, 1, 1, duration);
    Measure idle = Measure.figure(MemoryRun.IDLE);
    Measure loaded = Measure.figure(MemoryRun.LOADED);
    run.report(
        new MemoryRun(run.servers(), run.rounds(), load, sockets, rest, run::progress)
            .run(run.targets(chosen.or(TARGETS))),
        List.of(
            idle, loaded, Measure.figure(MemoryRun.SOCKETS), Measure.figure(MemoryRun.PER_SOCKET)),
        idle,
        loaded);
    return run.finish();
  }
}
