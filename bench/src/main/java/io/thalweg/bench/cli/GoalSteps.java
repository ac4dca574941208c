package io.thalweg.bench.cli;

import static io.thalweg.bench.report.Goal.atLeast;
import static io.thalweg.bench.report.Goal.atMost;

import io.thalweg.bench.load.ConsumeShape;
import io.thalweg.bench.load.FanoutShape;
import io.thalweg.bench.load.FanoutWorkload;
import io.thalweg.bench.load.GroupShape;
import io.thalweg.bench.load.GroupWorkload;
import io.thalweg.bench.load.LatencyShape;
import io.thalweg.bench.load.LatencyWorkload;
import io.thalweg.bench.load.PagesWorkload;
import io.thalweg.bench.load.PublishShape;
import io.thalweg.bench.load.PublishWorkload;
import io.thalweg.bench.load.PushWorkload;
import io.thalweg.bench.report.Goal;
import io.thalweg.bench.report.GoalResult;
import io.thalweg.bench.report.Measure;
import io.thalweg.bench.run.Comparison;
import io.thalweg.bench.run.Workload;
import io.thalweg.bench.target.Target;
import java.util.List;

/** Rows 1 to 10 and 24 of the goals: the product under load, held to bases in the same run. */
final class GoalSteps {

  private static final int SIZE = 200;
  private static final List<String> DURABILITY_OFF = List.of("--set", "storage.durability=os");

  private final RunOptions run;
  private final SuiteShape shape;

  GoalSteps(RunOptions run, SuiteShape shape) {
    this.run = run;
    this.shape = shape;
  }

  /** Rows 1 and 4. */
  List<GoalResult> singlePublish() {
    String base = "bare-fsync";
    Comparison compared = against(base, publish("publish", 64, 1));
    return List.of(
        rate(atLeast("1", "W1 single publish, 64 callers", base, 0.70, 0.90), compared),
        ratio(atMost("4", "W1 p99", base, 2, 1.3), Measure.P99, compared),
        absolute(atMost("4", "W1 server CPU, us/event", "", 33, 26), compared));
  }

  /** Row 2. */
  List<GoalResult> manyCallers() {
    String base = "bare-fsync";
    Comparison compared = against(base, publish("publish-256", 256, 1));
    return List.of(rate(atLeast("2", "W1c, 256 callers", base, 0.75, 0.95), compared));
  }

  /** Row 3. */
  List<GoalResult> durabilityOff() {
    String base = "bare";
    Target product = run.target(Target.PRODUCT).withArguments(DURABILITY_OFF);
    Comparison compared = run.compare(publish("publish-os", 64, 1), product, run.target(base));
    return List.of(rate(atLeast("3", "W1, durability os", base, 0.70, 0.85), compared));
  }

  /** Row 5. */
  List<GoalResult> batches() {
    String base = "bare-fsync";
    Comparison compared = against(base, publish("publish-500", 8, 500));
    return List.of(rate(atLeast("5", "W2 batches of 500", base, 0.65, 1.0), compared));
  }

  /** Row 6. */
  List<GoalResult> pages() {
    String base = "bare-sendfile";
    Comparison compared = against(base, new PagesWorkload("pages", filled(1)));
    return List.of(
        rate(atLeast("6", "W3 catch-up in pages", base, 0.65, 0.85), compared),
        absolute(atMost("6", "W3 pages, us/event", "", 0.9, 0.9), compared));
  }

  /** Row 7. */
  List<GoalResult> push() {
    String base = "bare-flush";
    Comparison compared = against(base, new PushWorkload("push", filled(1)));
    return List.of(
        rate(atLeast("7", "W3 catch-up pushed", base, 0.75, 1.3), compared),
        absolute(atMost("7", "W3 push, us/event", "", 2.5, 2.5), compared));
  }

  /** Row 8. */
  List<GoalResult> latency() {
    String base = "bare-flush-fsync";
    Workload workload =
        new LatencyWorkload("latency", new LatencyShape(500, 1, SIZE, shape.duration()));
    Comparison compared = against(base, workload);
    return List.of(
        ratio(atMost("8", "W4 p50, 500/s to 1", base, 1.5, 1.2), Measure.P50, compared),
        ratio(atMost("8", "W4 p99, 500/s to 1", base, 2, 1.5), Measure.P99, compared));
  }

  /** Row 9. */
  List<GoalResult> fanout() {
    String base = "bare-flush";
    FanoutShape saturated = FanoutShape.saturating(100, SIZE, shape.duration());
    Comparison compared = against(base, new FanoutWorkload("fanout", saturated));
    return List.of(rate(atLeast("9", "W4 fan-out to 100", base, 0.70, 1.1), compared));
  }

  /** Row 10. */
  List<GoalResult> group() {
    String base = "bare";
    GroupWorkload workload = new GroupWorkload("group", new GroupShape(4, filled(12)));
    return List.of(rate(atLeast("10", "W5 group of 4", base, 0.35, 0.50), against(base, workload)));
  }

  /** Row 24. */
  List<GoalResult> groupAgainstReader() {
    Comparison compared =
        run.compareVariants(
            run.target(Target.PRODUCT),
            GroupCommand.againstReader(new GroupShape(4, filled(12))),
            Measure.OF_LOAD,
            Measure.RATE);
    return List.of(
        new GoalResult(
            atLeast("24", "group of 4 against one reader", "itself", 1.0, 1.0),
            Measure.RATE.ratio(compared.of(GroupCommand.GROUP), compared.of(GroupCommand.READER))));
  }

  private PublishWorkload publish(String name, int connections, int batch) {
    return new PublishWorkload(
        name, new PublishShape(connections, batch, SIZE, 1, 1, shape.duration()));
  }

  private ConsumeShape filled(int partitions) {
    return new ConsumeShape(shape.events(), SIZE, 1, partitions);
  }

  private Comparison against(String base, Workload workload) {
    return run.compare(workload, run.target(Target.PRODUCT), run.target(base));
  }

  static GoalResult rate(Goal goal, Comparison compared) {
    return ratio(goal, Measure.RATE, compared);
  }

  private static GoalResult ratio(Goal goal, Measure measure, Comparison compared) {
    return new GoalResult(
        goal, measure.ratio(compared.of(Target.PRODUCT), compared.of(goal.base())));
  }

  private static GoalResult absolute(Goal goal, Comparison compared) {
    return new GoalResult(goal, Measure.SERVER_MICROS.spread(compared.of(Target.PRODUCT)));
  }
}
