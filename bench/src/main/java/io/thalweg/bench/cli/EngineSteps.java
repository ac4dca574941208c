package io.thalweg.bench.cli;

import static io.thalweg.bench.report.Goal.atLeast;
import static io.thalweg.bench.report.Goal.atMost;

import io.thalweg.bench.load.ConsumeShape;
import io.thalweg.bench.load.LatencyShape;
import io.thalweg.bench.load.LatencyWorkload;
import io.thalweg.bench.load.PagesWorkload;
import io.thalweg.bench.load.PublishShape;
import io.thalweg.bench.load.PublishWorkload;
import io.thalweg.bench.postgres.RawPostgres;
import io.thalweg.bench.redis.RawRedis;
import io.thalweg.bench.report.GoalResult;
import io.thalweg.bench.report.Measure;
import io.thalweg.bench.run.Comparison;
import io.thalweg.bench.run.Workload;
import io.thalweg.bench.target.BenchFailure;
import io.thalweg.bench.target.EngineKind;
import io.thalweg.bench.target.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Rows 13 to 16 and 20 to 23 of the goals: the product with its streams in a storage engine, held
 * to that engine by itself in the same run, or to itself.
 */
final class EngineSteps {

  private static final int SIZE = 200;

  /** As much as a Redis needs of its machine's memory for each byte of events' data. */
  private static final int MEMORY_PER_BYTE = 3;

  private final RunOptions run;
  private final SuiteShape shape;
  private final EngineKind kind;

  EngineSteps(RunOptions run, SuiteShape shape, EngineKind kind) {
    this.run = run;
    this.shape = shape;
    this.kind = kind;
  }

  /** Row 13. */
  List<GoalResult> singlePublish() {
    requireForced();
    return single("13", "W1, 64 callers", 1.5, 2.5);
  }

  /** Row 15. */
  List<GoalResult> singlePublishByFsync() {
    List<GoalResult> results = new ArrayList<>();
    results.addAll(forcing("everysec", () -> single("15", "W1, everysec", 0.45, 0.6)));
    results.addAll(forcing("always", () -> single("15", "W1, always", 0.55, 0.8)));
    return results;
  }

  /** Row 14. */
  List<GoalResult> batchesAndPages() {
    requireForced();
    return batchesAndPages("14");
  }

  /** Row 16. */
  List<GoalResult> batchesAndPagesEverySecond() {
    return forcing("everysec", () -> batchesAndPages("16"));
  }

  /** Rows 20 and 21. */
  List<GoalResult> twoNodes(String row) {
    Workload workload =
        new LatencyWorkload("latency-2-nodes", new LatencyShape(500, 1, SIZE, shape.duration()));
    Comparison compared = run.compare(workload, product().withNodes(2));
    return List.of(
        new GoalResult(
            atMost(row, kind.title() + ": push over two nodes, 500/s, p99 ms", "", 20, 10),
            Measure.P99.spread(compared.of(Target.PRODUCT))));
  }

  /**
   * Rows 22 and 23.
   *
   * @param leftOut is told why, if the large log is
   */
  List<GoalResult> growth(String row, Consumer<String> leftOut) {
    GrowthSteps growth = new GrowthSteps(run, shape, product(), kind.title() + ": ");
    List<GoalResult> results = new ArrayList<>();
    results.addAll(growth.streams(row));
    results.addAll(growth.partitions(row));
    Optional<String> lack = lackOfMemory();
    if (lack.isEmpty()) {
      results.addAll(growth.keptInEngine(row, shape.keptInEngine()));
    } else {
      leftOut.accept("row " + row + ", growth of what is kept, not run: " + lack.get());
    }
    return results;
  }

  private List<GoalResult> single(String row, String title, double must, double aim) {
    PublishShape single = new PublishShape(64, 1, SIZE, 1, 1, shape.duration());
    return List.of(held(row, title, must, aim, new PublishWorkload(kind + "-publish", single)));
  }

  private List<GoalResult> batchesAndPages(String row) {
    PublishShape batches = new PublishShape(8, 500, SIZE, 1, 1, shape.duration());
    ConsumeShape filled = new ConsumeShape(shape.events(), SIZE, 1, 1);
    return List.of(
        held(
            row,
            "W2 batches of 500",
            0.6,
            0.8,
            new PublishWorkload(kind + "-publish-500", batches)),
        held(row, "W3 catch-up in pages", 0.5, 0.7, new PagesWorkload(kind + "-pages", filled)));
  }

  private GoalResult held(String row, String title, double must, double aim, Workload workload) {
    Comparison compared = run.compare(workload, product(), run.target(kind.label()));
    return GoalSteps.rate(
        atLeast(row, kind.title() + ": " + title, kind.label(), must, aim), compared);
  }

  private Target product() {
    return run.engines().keptIn(run.target(Target.PRODUCT), kind);
  }

  /** A database that forces nothing is no yardstick for one that does. */
  private void requireForced() {
    try (RawPostgres database = run.engines().postgres()) {
      if (!database.setting("fsync").equals("on")) {
        throw new BenchFailure("the database has fsync=off");
      }
    }
  }

  /** Redis keeps everything in memory, and what it cannot hold ends it. */
  private Optional<String> lackOfMemory() {
    if (kind != EngineKind.REDIS) {
      return Optional.empty();
    }
    try (RawRedis redis = run.engines().redis()) {
      long needed = MEMORY_PER_BYTE * shape.keptInEngine();
      return redis.machineBytes() >= needed
          ? Optional.empty()
          : Optional.of(
              "Redis would need %d MB of memory, its machine has %d: choose a smaller --kept"
                  .formatted(needed >> 20, redis.machineBytes() >> 20));
    }
  }

  /** Runs something while Redis forces its file that often, and then sets back what was set. */
  private List<GoalResult> forcing(String when, Supplier<List<GoalResult>> step) {
    try (RawRedis redis = run.engines().redis()) {
      String before = redis.appendFsync();
      redis.setAppendFsync(when);
      try {
        return step.get();
      } finally {
        redis.setAppendFsync(before);
      }
    }
  }
}
