package io.thalweg.bench.cli;

import static io.thalweg.bench.report.Goal.atLeast;
import static io.thalweg.bench.report.Goal.atMost;

import io.thalweg.bench.load.GrowthWorkload;
import io.thalweg.bench.report.Goal;
import io.thalweg.bench.report.GoalResult;
import io.thalweg.bench.report.Measure;
import io.thalweg.bench.run.Comparison;
import io.thalweg.bench.run.Variants;
import io.thalweg.bench.target.Target;
import java.util.List;

/** The product grown against the product small, wherever it keeps its streams. */
final class GrowthSteps {

  private static final String BASE = "itself";
  private static final int RANDOM_PAGES = 2000;

  /** Small and grown compile the same code, so that catch-up may be shorter than against a base. */
  private static final int EVENTS_MAX = 1_000_000;

  private static final Measure PAGES = Measure.figure(GrowthWorkload.PAGES);
  private static final Measure RANDOM_P99 = Measure.figure(GrowthWorkload.RANDOM_P99);

  private final RunOptions run;
  private final SuiteShape shape;
  private final Target product;
  private final String title;

  /**
   * @param title what the goals' titles start with
   */
  GrowthSteps(RunOptions run, SuiteShape shape, Target product, String title) {
    this.run = run;
    this.shape = shape;
    this.product = product;
    this.title = title;
  }

  List<GoalResult> streams(String row) {
    return grow(row, " streams", shape.streams(), pairs().ofStreams(shape.streams()));
  }

  List<GoalResult> partitions(String row) {
    return grow(row, " partitions", shape.partitions(), pairs().ofPartitions(shape.partitions()));
  }

  private List<GoalResult> grow(String row, String what, int count, Variants variants) {
    Comparison compared = grow(variants);
    String to = title + "growth to " + count + what + ": ";
    return List.of(
        grown(atLeast(row, to + "W1", BASE, 0.7, 0.9), Measure.RATE, compared),
        grown(atLeast(row, to + "pages", BASE, 0.7, 0.9), PAGES, compared));
  }

  /** Files that grow make nothing slower. */
  List<GoalResult> keptInFiles(String row) {
    Comparison compared = grow(pairs().ofKept(shape.kept()));
    String to = keptTitle(shape.kept());
    return List.of(
        grown(atLeast(row, to + "W1", BASE, 0.9, 1.0), Measure.RATE, compared),
        grown(atLeast(row, to + "pages", BASE, 0.9, 0.95), PAGES, compared),
        grown(atMost(row, to + "random page p99", BASE, 1.3, 1.1), RANDOM_P99, compared));
  }

  /** A database may feel it a little. */
  List<GoalResult> keptInEngine(String row, long bytes) {
    Comparison compared = grow(pairs().ofKept(bytes));
    String to = keptTitle(bytes);
    return List.of(
        grown(atLeast(row, to + "W1", BASE, 0.7, 0.9), Measure.RATE, compared),
        grown(atLeast(row, to + "pages", BASE, 0.7, 0.9), PAGES, compared));
  }

  private String keptTitle(long bytes) {
    return title + "growth to " + (bytes >> 20) + " MB kept: ";
  }

  private GrowthPairs pairs() {
    return new GrowthPairs(Math.min(shape.events(), EVENTS_MAX), RANDOM_PAGES, shape.duration());
  }

  private Comparison grow(Variants variants) {
    return run.compareVariants(
        product, variants, GrowthCommand.MEASURES, Measure.RATE, PAGES, RANDOM_P99);
  }

  private static GoalResult grown(Goal goal, Measure measure, Comparison compared) {
    return new GoalResult(
        goal, measure.ratio(compared.of(GrowthPairs.GROWN), compared.of(GrowthPairs.SMALL)));
  }
}
