package io.thalweg.bench.cli;

import io.thalweg.bench.net.Endpoint;
import io.thalweg.bench.report.JsonReport;
import io.thalweg.bench.report.Measure;
import io.thalweg.bench.report.TextReport;
import io.thalweg.bench.run.Comparison;
import io.thalweg.bench.run.Interleaving;
import io.thalweg.bench.run.Servers;
import io.thalweg.bench.run.Workload;
import io.thalweg.bench.target.Launch;
import io.thalweg.bench.target.Target;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all workloads have in common: who is loaded, how often, and where the figures go. */
final class RunOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "counted rounds, after one that warms up (${DEFAULT-VALUE})")
  private int rounds;

  @Option(
      names = "--targets",
      split = ",",
      paramLabel = "NAME",
      description = "who is loaded: product and bases")
  private List<String> targets = List.of();

  @Option(
      names = "--against",
      split = ",",
      paramLabel = "BASE",
      description = "which of them ratios are taken to")
  private List<String> against = List.of();

  @Option(names = "--url", description = "a product that is running already, instead of a child")
  private String url;

  @Option(
      names = "--product",
      split = " ",
      paramLabel = "COMMAND",
      description = "what starts the product, instead of 'bin/thalweg serve'")
  private List<String> product = List.of();

  @Option(
      names = "--product-args",
      split = " ",
      paramLabel = "ARGS",
      description = "more flags for the product")
  private List<String> productArguments = List.of();

  @Option(
      names = "--jvm",
      defaultValue = "-Xmx1g",
      paramLabel = "OPTIONS",
      description = "JVM options of all children (${DEFAULT-VALUE})")
  private String jvmOptions;

  @Option(
      names = "--work-dir",
      paramLabel = "DIR",
      description = "where children keep data: a real disk (target/bench)")
  private Path workDir = Path.of("target", "bench");

  @Option(
      names = "--start-timeout",
      defaultValue = "120s",
      converter = DurationText.class,
      paramLabel = "TIME",
      description = "for a child to serve (${DEFAULT-VALUE})")
  private Duration startTimeout;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "write every sample of every round there")
  private Path json;

  private final JsonReport jsonReport = new JsonReport();

  int rounds() {
    return rounds;
  }

  void rounds(int count) {
    rounds = count;
  }

  /**
   * Runs and reports one workload; {@code defaults} are its targets unless others are chosen, the
   * second one its reference.
   */
  Comparison compare(
      Workload workload, List<String> defaults, List<Measure> measures, Measure compared) {
    Comparison comparison =
        new Interleaving(servers(), rounds, this::progress).run(workload, targets(defaults));
    print(new TextReport(measures, compared, bases(comparison)).of(comparison));
    jsonReport.add(comparison);
    return comparison;
  }

  Servers servers() {
    Launch launch = new Launch(product, jvmOptions, workDir.toAbsolutePath(), startTimeout);
    return new Servers(launch, Optional.ofNullable(url).map(Endpoint::parse));
  }

  List<Target> targets(List<String> defaults) {
    return (targets.isEmpty() ? defaults : targets)
        .stream().map(Target::named).map(this::withProductArguments).toList();
  }

  JsonReport json() {
    return jsonReport;
  }

  void progress(String line) {
    PrintWriter err = command.commandLine().getErr();
    err.println(line);
    err.flush();
  }

  void print(String text) {
    PrintWriter out = command.commandLine().getOut();
    out.println(text);
    out.flush();
  }

  /** Writes the JSON file, if one was asked for; the exit code of a run in which nothing failed. */
  int finish() throws IOException {
    if (json != null) {
      jsonReport.write(json);
    }
    return 0;
  }

  private Target withProductArguments(Target target) {
    return target.isProduct() ? target.withArguments(productArguments) : target;
  }

  private List<String> bases(Comparison comparison) {
    return against.isEmpty()
        ? comparison.samples().keySet().stream()
            .filter(name -> !name.equals(Target.PRODUCT))
            .toList()
        : against;
  }
}
