package io.thalweg.bench.cli;

import java.time.Duration;

/**
 * How long and how large the rows of the goals are run.
 *
 * @param duration of a round of publishing
 * @param events that catch-up reads
 * @param streams grown to
 * @param partitions grown to
 * @param kept bytes grown to, and kept over a restart
 * @param sockets idle WebSockets
 * @param rest before memory is read
 */
record SuiteShape(
    Duration duration,
    int events,
    int streams,
    int partitions,
    long kept,
    int sockets,
    Duration rest) {

  private static final long KEPT_IN_ENGINE_MAX = 10L << 30;

  /** Bytes grown to in a database: it takes them more slowly, or holds them in memory. */
  long keptInEngine() {
    return Math.min(kept, KEPT_IN_ENGINE_MAX);
  }

  static SuiteShape full(long kept) {
    return new SuiteShape(
        Duration.ofSeconds(10), 4_000_000, 1000, 100, kept, 10_000, Duration.ofSeconds(3));
  }

  /** Shows that everything runs; its figures are of JVMs that are still compiling. */
  static SuiteShape quick() {
    return new SuiteShape(
        Duration.ofSeconds(2), 200_000, 100, 100, 100L << 20, 1000, Duration.ofSeconds(1));
  }
}
