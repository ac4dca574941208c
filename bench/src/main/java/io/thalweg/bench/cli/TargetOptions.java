package io.thalweg.bench.cli;

import java.util.List;
import picocli.CommandLine.Option;

/** Which servers a workload is run against. */
final class TargetOptions {

  @Option(
      names = "--targets",
      split = ",",
      paramLabel = "NAME",
      description =
          "who is loaded: product, bare, bare-fsync, bare-ahead, bare-sendfile, bare-flush,"
              + " bare-flush-fsync, raw-postgres, raw-redis (these two: publish, and consume in pages);"
              + " ratios are taken to every base among them")
  private List<String> names = List.of();

  List<String> or(List<String> byDefault) {
    return names.isEmpty() ? byDefault : names;
  }
}
