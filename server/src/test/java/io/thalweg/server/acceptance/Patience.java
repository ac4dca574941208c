package io.thalweg.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for conditions, but not for ever. */
final class Patience {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private Patience() {}

  /** Fails if it does not come true in a minute. */
  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("%s, in time", what).isLessThan(deadline);
      LockSupport.parkNanos(5_000_000);
    }
  }
}
