package io.thalweg.core.tail;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.vertx.core.Vertx;

/** Waits longer after each failed try, 100 ms to 5 s. Not thread-safe. */
final class Backoff {
  private static final long FIRST_MS = 100;
  private static final long LAST_MS = 5_000;

  private final Vertx vertx;
  private long nextMs = FIRST_MS;

  Backoff(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Whether a reader should outlast this failure: the storage will be back. */
  static boolean isPassing(StreamException failure) {
    return failure.code() == ErrorCode.UNAVAILABLE || failure.code() == ErrorCode.OVERLOADED;
  }

  void schedule(Runnable retry) {
    vertx.setTimer(nextMs, id -> retry.run());
    nextMs = Math.min(2 * nextMs, LAST_MS);
  }

  void reset() {
    nextMs = FIRST_MS;
  }
}
