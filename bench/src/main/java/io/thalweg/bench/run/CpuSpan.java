package io.thalweg.bench.run;

/**
 * CPU seconds that server and generator used in a span of wall time; not a number where they are
 * unknown.
 */
public record CpuSpan(double wallSeconds, double serverSeconds, double generatorSeconds) {

  /** Nothing was measured. */
  public static final CpuSpan UNKNOWN = new CpuSpan(Double.NaN, Double.NaN, Double.NaN);
}
