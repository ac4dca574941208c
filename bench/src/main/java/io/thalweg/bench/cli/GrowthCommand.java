package io.thalweg.bench.cli;

import io.thalweg.bench.load.GrowthWorkload;
import io.thalweg.bench.report.Measure;
import io.thalweg.bench.run.Variants;
import io.thalweg.bench.target.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The product against itself, small and grown. */
@Command(
    name = "growth",
    description = "W1, catch-up in pages and random pages: small against grown")
final class GrowthCommand implements Callable<Integer> {

  static final List<Measure> MEASURES = measures();

  /** What grows. */
  enum What {
    STREAMS,
    PARTITIONS,
    KEPT
  }

  @Mixin private RunOptions run;

  @Option(
      names = "--of",
      split = ",",
      defaultValue = "streams,partitions,kept",
      description = "what grows, each in a run of its own: ${COMPLETION-CANDIDATES}")
  private List<What> grows;

  @Option(
      names = "--streams",
      defaultValue = "1000",
      description = "grown from 1 (${DEFAULT-VALUE})")
  private int streams;

  @Option(
      names = "--partitions",
      defaultValue = "100",
      description = "grown from 1 (${DEFAULT-VALUE})")
  private int partitions;

  @Option(
      names = "--kept",
      defaultValue = "2g",
      converter = BytesText.class,
      paramLabel = "BYTES",
      description = "grown from what catch-up reads (${DEFAULT-VALUE})")
  private long kept;

  @Option(
      names = "--events",
      defaultValue = "1000000",
      description = "that catch-up reads (${DEFAULT-VALUE})")
  private int events;

  @Option(
      names = "--random-pages",
      defaultValue = "2000",
      description = "read at random places (${DEFAULT-VALUE})")
  private int randomPages;

  @Option(
      names = "--duration",
      defaultValue = "10s",
      converter = DurationText.class,
      description = "of W1 in a round (${DEFAULT-VALUE})")
  private Duration duration;

  @Override
  public Integer call() throws IOException {
    GrowthPairs growth = new GrowthPairs(events, randomPages, duration);
    for (What what : grows) {
      Variants variants = variants(growth, what);
      run.compareVariants(
          run.target(Target.PRODUCT),
          variants,
          MEASURES,
          Measure.RATE,
          Measure.figure(GrowthWorkload.PAGES),
          Measure.figure(GrowthWorkload.RANDOM_P99));
    }
    return run.finish();
  }

  private Variants variants(GrowthPairs growth, What what) {
    switch (what) {
      case STREAMS:
        return growth.ofStreams(streams);
      case PARTITIONS:
        return growth.ofPartitions(partitions);
      default:
        return growth.ofKept(kept);
    }
  }

  private static List<Measure> measures() {
    List<Measure> measures = new ArrayList<>(Measure.OF_LOAD);
    measures.add(Measure.figure(GrowthWorkload.PAGES));
    measures.add(Measure.figure(GrowthWorkload.RANDOM_P99));
    return measures;
  }
}
