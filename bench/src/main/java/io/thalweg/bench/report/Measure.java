package io.thalweg.bench.report;

import io.thalweg.bench.run.Sample;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** One figure that can be read off a sample. */
public record Measure(String name, ToDoubleFunction<Sample> reading) {

  public static final Measure RATE = new Measure("events/s", Sample::eventsPerSecond);
  public static final Measure MEGABYTES = new Measure("MB/s", Sample::megabytesPerSecond);
  public static final Measure P50 = new Measure("p50 ms", sample -> sample.latencyMs(50));
  public static final Measure P99 = new Measure("p99 ms", sample -> sample.latencyMs(99));
  public static final Measure P999 = new Measure("p99.9 ms", sample -> sample.latencyMs(99.9));
  public static final Measure SERVER_MICROS = new Measure("us/ev", Sample::serverMicrosPerEvent);
  public static final Measure SERVER_CORES = new Measure("srv", Sample::serverCores);
  public static final Measure GENERATOR_CORES = new Measure("gen", Sample::generatorCores);

  public static final Measure OTHER_CORES = new Measure("other", Sample::otherCores);

  /** What every workload that sends or receives events can be asked for. */
  public static final List<Measure> OF_LOAD =
      List.of(
          RATE,
          MEGABYTES,
          P50,
          P99,
          P999,
          SERVER_CORES,
          GENERATOR_CORES,
          OTHER_CORES,
          SERVER_MICROS);

  /** A figure that only some workloads know, by the name it has in the sample. */
  public static Measure figure(String name) {
    return new Measure(name, sample -> sample.figures().getOrDefault(name, Double.NaN));
  }

  /** Over the rounds of one target. */
  public Spread spread(List<Sample> samples) {
    return Spread.of(samples.stream().mapToDouble(reading).toArray());
  }

  /** Round by round, the figure of one target divided by that of another in the same round. */
  public Spread ratio(List<Sample> samples, List<Sample> reference) {
    return ratio(samples, reference, this);
  }

  /** The same, when the other target has another figure to be compared with. */
  public Spread ratio(List<Sample> samples, List<Sample> reference, Measure ofReference) {
    int rounds = Math.min(samples.size(), reference.size());
    double[] ratios = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      ratios[round] =
          reading.applyAsDouble(samples.get(round))
              / ofReference.reading.applyAsDouble(reference.get(round));
    }
    return Spread.of(ratios);
  }
}
