package io.thalweg.bench.cli;

import static io.thalweg.bench.report.Goal.atLeast;
import static io.thalweg.bench.report.Goal.atMost;

import io.thalweg.bench.lifecycle.MemoryRun;
import io.thalweg.bench.lifecycle.StartupRun;
import io.thalweg.bench.load.GrowthShape;
import io.thalweg.bench.load.GrowthWorkload;
import io.thalweg.bench.load.PublishShape;
import io.thalweg.bench.report.Goal;
import io.thalweg.bench.report.GoalResult;
import io.thalweg.bench.report.Measure;
import io.thalweg.bench.run.Comparison;
import io.thalweg.bench.run.Sample;
import io.thalweg.bench.run.Variants;
import io.thalweg.bench.target.Target;
import java.time.Duration;
import java.util.List;

/**
 * Rows 11, 12 and 17 to 19 of the goals: start-up, memory, and the product grown against the
 * product small.
 */
final class FootprintSteps {

  private static final String BASE = "bare";
  private static final int SIZE = 200;
  private static final int RANDOM_PAGES = 2000;
  private static final Measure PAGES = Measure.figure(GrowthWorkload.PAGES);
  private static final Measure RANDOM_P99 = Measure.figure(GrowthWorkload.RANDOM_P99);

  private final RunOptions run;
  private final SuiteShape shape;

  FootprintSteps(RunOptions run, SuiteShape shape) {
    this.run = run;
    this.shape = shape;
  }

  /** Row 11. */
  List<GoalResult> startup() {
    int keptEvents = Math.toIntExact(shape.kept() / SIZE);
    GrowthShape kept = new GrowthShape(1, 1, keptEvents, 0, 1, SIZE, Duration.ofSeconds(1));
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

  /** Row 17. */
  List<GoalResult> streams() {
    Comparison compared = grow(pairs().ofStreams(shape.streams()));
    String title = "growth to " + shape.streams() + " streams: ";
    return List.of(
        grown(atLeast("17", title + "W1", "itself", 0.7, 0.9), Measure.RATE, compared),
        grown(atLeast("17", title + "pages", "itself", 0.7, 0.9), PAGES, compared));
  }

  /** Row 18. */
  List<GoalResult> partitions() {
    Comparison compared = grow(pairs().ofPartitions(shape.partitions()));
    String title = "growth to " + shape.partitions() + " partitions: ";
    return List.of(
        grown(atLeast("18", title + "W1", "itself", 0.7, 0.9), Measure.RATE, compared),
        grown(atLeast("18", title + "pages", "itself", 0.7, 0.9), PAGES, compared));
  }

  /** Row 19. */
  List<GoalResult> kept() {
    Comparison compared = grow(pairs().ofKept(shape.kept()));
    String title = "growth to " + (shape.kept() >> 20) + " MB kept: ";
    return List.of(
        grown(atLeast("19", title + "W1", "itself", 0.9, 1.0), Measure.RATE, compared),
        grown(atLeast("19", title + "pages", "itself", 0.9, 0.95), PAGES, compared),
        grown(atMost("19", title + "random page p99", "itself", 1.3, 1.1), RANDOM_P99, compared));
  }

  private GrowthPairs pairs() {
    return new GrowthPairs(shape.events(), RANDOM_PAGES, shape.duration());
  }

  private Comparison grow(Variants variants) {
    return run.compareVariants(variants, GrowthCommand.MEASURES, Measure.RATE, PAGES, RANDOM_P99);
  }

  private static GoalResult grown(Goal goal, Measure measure, Comparison compared) {
    return new GoalResult(
        goal, measure.ratio(compared.of(GrowthPairs.GROWN), compared.of(GrowthPairs.SMALL)));
  }

  private List<Target> productAndBase() {
    return List.of(run.target(Target.PRODUCT), run.target(BASE));
  }
}
