package io.thalweg.bench.cli;

import static io.thalweg.bench.report.Goal.atMost;

import io.thalweg.bench.lifecycle.MemoryRun;
import io.thalweg.bench.lifecycle.StartupRun;
import io.thalweg.bench.load.GrowthShape;
import io.thalweg.bench.load.PublishShape;
import io.thalweg.bench.report.GoalResult;
import io.thalweg.bench.report.Measure;
import io.thalweg.bench.run.Comparison;
import io.thalweg.bench.run.Sample;
import io.thalweg.bench.target.Target;
import java.time.Duration;
import java.util.List;

/** Rows 11 and 12 of the goals: start-up and memory. */
final class FootprintSteps {

  private static final String BASE = "bare";
  private static final int SIZE = 200;

  private final RunOptions run;
  private final SuiteShape shape;

  FootprintSteps(RunOptions run, SuiteShape shape) {
    this.run = run;
    this.shape = shape;
  }

  /** Row 11. */
  List<GoalResult> startup() {
    int keptEvents = Math.toIntExact(shape.kept() / SIZE);
    GrowthShape kept = new GrowthShape(1, 1, keptEvents, 0, 1, SIZE, 0, Duration.ofSeconds(1));
    Comparison compared =
        new StartupRun(run.servers(), run.rounds(), kept, run::progress).run(productAndBase());
    Measure empty = Measure.figure(StartupRun.EMPTY);
    Measure stopped = Measure.figure(StartupRun.STOPPED);
    Measure killed = Measure.figure(StartupRun.KILLED);
    run.report(compared, List.of(empty, stopped, killed), empty);
    List<Sample> product = compared.of(Target.PRODUCT);
    List<Sample> base = compared.of(BASE);
    return List.of(
        new GoalResult(atMost("11a", "W6 start, empty", BASE, 2, 1.5), empty.ratio(product, base)),
        new GoalResult(
            atMost("11b", "W6 start, kept data, clean stop", BASE, 2.5, 1.7),
            stopped.ratio(product, base, empty)),
        new GoalResult(
            atMost("11c", "W6 start, kept data, kill -9, s", "", 10, 3), killed.spread(product)));
  }

  /** Row 12. */
  List<GoalResult> memory() {
    PublishShape load = new PublishShape(64, 1, SIZE, 1, 1, shape.duration());
    Comparison compared =
        new MemoryRun(
                run.servers(), run.rounds(), load, shape.sockets(), shape.rest(), run::progress)
            .run(productAndBase());
    Measure idle = Measure.figure(MemoryRun.IDLE);
    Measure loaded = Measure.figure(MemoryRun.LOADED);
    Measure perSocket = Measure.figure(MemoryRun.PER_SOCKET);
    run.report(
        compared,
        List.of(idle, loaded, Measure.figure(MemoryRun.SOCKETS), perSocket),
        idle,
        loaded);
    List<Sample> product = compared.of(Target.PRODUCT);
    List<Sample> base = compared.of(BASE);
    return List.of(
        new GoalResult(atMost("12", "W6 memory, idle", BASE, 1.7, 1.3), idle.ratio(product, base)),
        new GoalResult(
            atMost("12", "W6 memory, loaded", BASE, 1.7, 1.3), loaded.ratio(product, base)),
        new GoalResult(
            atMost("12", "W6 KB for each idle WebSocket", "", 19, 10), perSocket.spread(product)));
  }

  private List<Target> productAndBase() {
    return List.of(run.target(Target.PRODUCT), run.target(BASE));
  }
}
