package io.thalweg.bench.cli;

import io.thalweg.bench.net.WireException;
import io.thalweg.bench.report.GoalResult;
import io.thalweg.bench.report.GoalTable;
import io.thalweg.bench.target.BenchFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * All goals, one after the other; a row that fails leaves the others alone, but not the exit code.
 */
@Command(
    name = "all",
    description =
        "every row of the goals: what must be reached, what is aimed at, what was measured")
final class AllCommand implements Callable<Integer> {

  static final int RUN_FAILED = 1;
  static final int MUST_MISSED = 3;

  @Mixin private RunOptions run;

  @Option(
      names = "--quick",
      description = "short rounds: shows that all of it runs, its figures are not to be quoted")
  private boolean quick;

  @Option(
      names = "--rows",
      split = ",",
      paramLabel = "N",
      description = "only these rows; 4 comes with 1")
  private List<String> rows = List.of();

  @Option(
      names = "--kept",
      defaultValue = "20g",
      converter = BytesText.class,
      paramLabel = "BYTES",
      description = "of events in rows 11 and 19 (${DEFAULT-VALUE}; 100m with --quick)")
  private long kept;

  private final List<GoalResult> results = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    SuiteShape shape = quick ? SuiteShape.quick() : SuiteShape.full(kept);
    steps(shape).forEach(this::runRow);
    run.print(GoalTable.of(results));
    failures.forEach(run::print);
    results.forEach(run::report);
    run.finish();
    return exitCode();
  }

  private Map<String, Supplier<List<GoalResult>>> steps(SuiteShape shape) {
    GoalSteps load = new GoalSteps(run, shape);
    FootprintSteps footprint = new FootprintSteps(run, shape);
    Map<String, Supplier<List<GoalResult>>> steps = new LinkedHashMap<>();
    steps.put("1", load::singlePublish);
    steps.put("2", load::manyCallers);
    steps.put("3", load::durabilityOff);
    steps.put("5", load::batches);
    steps.put("6", load::pages);
    steps.put("7", load::push);
    steps.put("8", load::latency);
    steps.put("9", load::fanout);
    steps.put("10", load::group);
    steps.put("11", footprint::startup);
    steps.put("12", footprint::memory);
    steps.put("17", footprint::streams);
    steps.put("18", footprint::partitions);
    steps.put("19", footprint::kept);
    return steps;
  }

  private void runRow(String row, Supplier<List<GoalResult>> step) {
    if (!rows.isEmpty() && !rows.contains(row)) {
      return;
    }
    try {
      results.addAll(step.get());
    } catch (BenchFailure | WireException failure) {
      failures.add("row " + row + " FAILED, it has no figures: " + failure.getMessage());
    }
  }

  private int exitCode() {
    if (!failures.isEmpty()) {
      return RUN_FAILED;
    }
    boolean missed =
        results.stream().anyMatch(result -> result.verdict() == GoalResult.Verdict.MISSED);
    return missed ? MUST_MISSED : 0;
  }
}
