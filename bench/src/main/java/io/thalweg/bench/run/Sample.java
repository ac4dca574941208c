package io.thalweg.bench.run;

import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * What one round of one target yielded.
 *
 * @param events how many events (or deliveries) were counted
 * @param bytes how many bytes those were on the wire, payload only
 * @param seconds how long it took
 * @param latency in nanoseconds, of whatever the workload times; empty if it times nothing
 * @param cpu what server and generator used
 * @param figures what else the workload measures, by name
 */
public record Sample(
    long events,
    long bytes,
    double seconds,
    Optional<Histogram> latency,
    CpuSpan cpu,
    Map<String, Double> figures) {

  public Sample {
    figures = Map.copyOf(figures);
  }

  /** A sample that consists of figures alone. */
  public static Sample ofFigures(Map<String, Double> figures) {
    return new Sample(0, 0, Double.NaN, Optional.empty(), CpuSpan.UNKNOWN, figures);
  }

  public Sample withFigures(Map<String, Double> more) {
    return new Sample(events, bytes, seconds, latency, cpu, more);
  }

  public double eventsPerSecond() {
    return events / seconds;
  }

  public double megabytesPerSecond() {
    return bytes / seconds / 1e6;
  }

  /** A percentile of the latency in milliseconds; not a number if nothing was timed. */
  public double latencyMs(double percentile) {
    return latency
        .map(histogram -> histogram.getValueAtPercentile(percentile) / 1e6)
        .orElse(Double.NaN);
  }

  /** The server's CPU microseconds per event; not a number if they are unknown. */
  public double serverMicrosPerEvent() {
    return cpu.serverSeconds() * 1e6 / events;
  }

  public double serverCores() {
    return cpu.serverSeconds() / cpu.wallSeconds();
  }

  public double generatorCores() {
    return cpu.generatorSeconds() / cpu.wallSeconds();
  }

  /** Cores that neither server nor generator used: what disturbed the run. */
  public double otherCores() {
    return cpu.otherSeconds() / cpu.wallSeconds();
  }
}
