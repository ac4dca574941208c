package io.thalweg.bench.run;

/**
 * CPU seconds that were used in a span of wall time; not a number where they are unknown.
 *
 * @param wallSeconds how long the span is
 * @param serverSeconds used by the server under load
 * @param generatorSeconds used by this process
 * @param otherSeconds used by whatever else ran on the machine
 */
public record CpuSpan(
    double wallSeconds, double serverSeconds, double generatorSeconds, double otherSeconds) {

  /** Nothing was measured. */
  public static final CpuSpan UNKNOWN = new CpuSpan(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
}
