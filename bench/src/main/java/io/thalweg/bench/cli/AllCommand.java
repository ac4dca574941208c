package io.thalweg.bench.cli;

import static io.thalweg.bench.target.EngineKind.POSTGRES;
import static io.thalweg.bench.target.EngineKind.REDIS;

import io.thalweg.bench.net.WireException;
import io.thalweg.bench.report.GoalResult;
import io.thalweg.bench.report.GoalTable;
import io.thalweg.bench.target.BenchFailure;
import io.thalweg.bench.target.EngineKind;
import io.thalweg.bench.target.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
      description =
          "of events in rows 11 and 19, and, up to 10g, 22 and 23 (${DEFAULT-VALUE}; 100m with"
              + " --quick)")
  private long kept;

  private final List<GoalResult> results = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final List<String> notRun = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    if (run.engines().storage().isPresent()) {
      throw new IllegalArgumentException("each row says itself which --storage it is about");
    }
    Map<String, Row> all = rows(quick ? SuiteShape.quick() : SuiteShape.full(kept));
    requireKnown(all);
    all.forEach(this::runRow);
    run.print(GoalTable.of(results));
    failures.forEach(run::print);
    notRun.forEach(run::print);
    results.forEach(run::report);
    run.finish();
    return exitCode();
  }

  /**
   * A row of the goals.
   *
   * @param needs an engine that it cannot do without
   */
  private record Row(Optional<EngineKind> needs, Supplier<List<GoalResult>> step) {
    static Row of(Supplier<List<GoalResult>> step) {
      return new Row(Optional.empty(), step);
    }

    static Row on(EngineKind kind, Supplier<List<GoalResult>> step) {
      return new Row(Optional.of(kind), step);
    }
  }

  private Map<String, Row> rows(SuiteShape shape) {
    GoalSteps load = new GoalSteps(run, shape);
    FootprintSteps footprint = new FootprintSteps(run, shape);
    GrowthSteps growth = new GrowthSteps(run, shape, run.target(Target.PRODUCT), "");
    EngineSteps postgres = new EngineSteps(run, shape, POSTGRES);
    EngineSteps redis = new EngineSteps(run, shape, REDIS);
    Map<String, Row> steps = new LinkedHashMap<>();
    steps.put("1", Row.of(load::singlePublish));
    steps.put("2", Row.of(load::manyCallers));
    steps.put("3", Row.of(load::durabilityOff));
    steps.put("5", Row.of(load::batches));
    steps.put("6", Row.of(load::pages));
    steps.put("7", Row.of(load::push));
    steps.put("8", Row.of(load::latency));
    steps.put("9", Row.of(load::fanout));
    steps.put("10", Row.of(load::group));
    steps.put("11", Row.of(footprint::startup));
    steps.put("12", Row.of(footprint::memory));
    steps.put("13", Row.on(POSTGRES, postgres::singlePublish));
    steps.put("14", Row.on(POSTGRES, postgres::batchesAndPages));
    steps.put("15", Row.on(REDIS, redis::singlePublishByFsync));
    steps.put("16", Row.on(REDIS, redis::batchesAndPagesEverySecond));
    steps.put("17", Row.of(() -> growth.streams("17")));
    steps.put("18", Row.of(() -> growth.partitions("18")));
    steps.put("19", Row.of(() -> growth.keptInFiles("19")));
    steps.put("20", Row.on(POSTGRES, () -> postgres.twoNodes("20")));
    steps.put("21", Row.on(REDIS, () -> redis.twoNodes("21")));
    steps.put("22", Row.on(POSTGRES, () -> postgres.growth("22", notRun::add)));
    steps.put("23", Row.on(REDIS, () -> redis.growth("23", notRun::add)));
    steps.put("24", Row.of(load::groupAgainstReader));
    return steps;
  }

  /** Whoever asks for a row by its number shall not take silence for success. */
  private void requireKnown(Map<String, Row> all) {
    for (String number : rows) {
      Row row = all.get(number);
      if (row == null) {
        throw new IllegalArgumentException("there is no row " + number);
      }
      missingOption(row)
          .ifPresent(
              option -> {
                throw new IllegalArgumentException("row " + number + " needs " + option);
              });
    }
  }

  private Optional<String> missingOption(Row row) {
    return row.needs().filter(kind -> !run.engines().isKnown(kind)).map(EngineKind::uriFlag);
  }

  private void runRow(String number, Row row) {
    if (!rows.isEmpty() && !rows.contains(number)) {
      return;
    }
    Optional<String> missing = missingOption(row);
    if (missing.isPresent()) {
      notRun.add("row " + number + " not run: " + missing.get());
      return;
    }
    try {
      results.addAll(row.step().get());
    } catch (BenchFailure | WireException failure) {
      failures.add("row " + number + " FAILED, it has no figures: " + failure.getMessage());
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
