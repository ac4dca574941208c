package io.thalweg.bench.cli;

import io.thalweg.bench.report.GoalResult;
import io.thalweg.bench.report.JsonReport;
import io.thalweg.bench.report.Measure;
import io.thalweg.bench.report.TextReport;
import io.thalweg.bench.run.Comparison;
import io.thalweg.bench.run.Interleaving;
import io.thalweg.bench.run.Servers;
import io.thalweg.bench.run.Variants;
import io.thalweg.bench.run.Workload;
import io.thalweg.bench.target.Target;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all workloads have in common: who is loaded, how often, and where the figures go. */
final class RunOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Mixin private ChildOptions children;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "counted rounds, after those that warm up (${DEFAULT-VALUE})")
  private int rounds;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "write every sample of every round there")
  private Path json;

  private final JsonReport jsonReport = new JsonReport();

  /** Runs and reports one workload. */
  void compare(
      Workload workload, List<Target> targets, List<Measure> measures, Measure... compared) {
    report(interleaving().run(workload, targets), measures, compared);
  }

  /** Runs one workload on just these targets, and reports its rates. */
  Comparison compare(Workload workload, Target... chosen) {
    Comparison comparison = interleaving().run(workload, List.of(chosen));
    report(comparison, Measure.OF_LOAD, Measure.RATE);
    return comparison;
  }

  /** Runs and reports the product against itself. */
  Comparison compareVariants(
      Target product, Variants variants, List<Measure> measures, Measure... compared) {
    List<Target> chosen = variants.targets(product);
    Comparison comparison = interleaving().run(variants, chosen);
    report(comparison, new TextReport(measures, List.of(compared), List.of(chosen.get(0).label())));
    return comparison;
  }

  /** Reports what was run elsewhere. */
  void report(Comparison comparison, List<Measure> measures, Measure... compared) {
    report(comparison, new TextReport(measures, List.of(compared), bases(comparison)));
  }

  void report(GoalResult result) {
    jsonReport.add(result);
  }

  private void report(Comparison comparison, TextReport text) {
    print(text.of(comparison));
    jsonReport.add(comparison);
  }

  private Interleaving interleaving() {
    return new Interleaving(servers(), rounds, this::progress);
  }

  EngineOptions engines() {
    return children.engines();
  }

  int rounds() {
    return rounds;
  }

  Servers servers() {
    return children.servers();
  }

  Target target(String name) {
    return children.target(name);
  }

  List<Target> targets(List<String> names) {
    return names.stream().map(children::target).toList();
  }

  void progress(String line) {
    say(command.commandLine().getErr(), line);
  }

  void print(String text) {
    say(command.commandLine().getOut(), text);
  }

  /** Writes the JSON file, if one was asked for; the exit code of a run in which nothing failed. */
  int finish() throws IOException {
    if (json != null) {
      jsonReport.write(json);
    }
    return 0;
  }

  private static List<String> bases(Comparison comparison) {
    return comparison.samples().keySet().stream()
        .filter(name -> !name.equals(Target.PRODUCT))
        .toList();
  }

  private static void say(PrintWriter to, String text) {
    to.println(text);
    to.flush();
  }
}
