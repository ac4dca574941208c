package io.thalweg.bench.load;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** The one shape of histogram that all workloads record nanoseconds in. */
final class Latency {

  private static final int SIGNIFICANT_DIGITS = 3;

  private Latency() {}

  static Histogram histogram() {
    return new Histogram(TimeUnit.HOURS.toNanos(1), SIGNIFICANT_DIGITS);
  }
}
