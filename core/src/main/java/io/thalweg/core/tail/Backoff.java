package io.thalweg.core.tail;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.vertx.core.Vertx;

/** Waits longer after each failed try, 100 ms to 5 s. Not thread-safe. */
final class Backoff {
  private static final int FIRST_MS = 100;
  private static final int LAST_MS = 5_000;
  private static final long NO_TIMER = -1;

  private final Vertx vertx;
  private int nextMs = FIRST_MS;
  private long timer = NO_TIMER;

  Backoff(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Whether a reader should outlast this failure: the storage will be back. */
  static boolean isPassing(StreamException failure) {
    return failure.code() == ErrorCode.UNAVAILABLE || failure.code() == ErrorCode.OVERLOADED;
  }

  /** Whether a retry is to come. */
  boolean isWaiting() {
    return timer != NO_TIMER;
  }

  void schedule(Runnable retry) {
    timer =
        vertx.setTimer(
            nextMs,
            id -> {
              timer = NO_TIMER;
              retry.run();
            });
    nextMs = Math.min(2 * nextMs, LAST_MS);
  }

  void reset() {
    nextMs = FIRST_MS;
  }

  /** There will be no retry. */
  void cancel() {
    if (isWaiting()) {
      vertx.cancelTimer(timer);
      timer = NO_TIMER;
    }
  }
}
