package io.thalweg.server.ops;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/** How long something took, in fixed buckets. Thread-safe; recording takes no lock. */
final class Histogram {
  private static final long US = 1_000;
  private static final long MS = 1_000 * US;
  private static final double NANOS_PER_SECOND = 1e9;

  /** Upper ends in nanoseconds: from what a fast disk needs to what a caller gives up at. */
  private static final long[] BOUNDS = {
    250 * US,
    500 * US,
    MS,
    2_500 * US,
    5 * MS,
    10 * MS,
    25 * MS,
    50 * MS,
    100 * MS,
    250 * MS,
    500 * MS,
    1_000 * MS,
    2_500 * MS,
    10_000 * MS
  };

  private final LongAdder[] buckets = new LongAdder[BOUNDS.length + 1];
  private final LongAdder nanos = new LongAdder();

  Histogram() {
    Arrays.setAll(buckets, i -> new LongAdder());
  }

  void record(long tookNanos) {
    int bucket = 0;
    while (bucket < BOUNDS.length && tookNanos > BOUNDS[bucket]) {
      bucket++;
    }
    buckets[bucket].increment();
    nanos.add(tookNanos);
  }

  /** Writes the samples of one label set. */
  void writeTo(PrometheusText text, String name, String... labels) {
    String[] withBound = Arrays.copyOf(labels, labels.length + 2);
    withBound[labels.length] = "le";
    long below = 0;
    for (int i = 0; i < buckets.length; i++) {
      below += buckets[i].sum();
      withBound[labels.length + 1] =
          i < BOUNDS.length
              ? BigDecimal.valueOf(BOUNDS[i], 9).stripTrailingZeros().toPlainString()
              : "+Inf";
      text.sample(name + "_bucket", below, withBound);
    }
    text.sample(name + "_sum", nanos.sum() / NANOS_PER_SECOND, labels);
    text.sample(name + "_count", below, labels);
  }
}
