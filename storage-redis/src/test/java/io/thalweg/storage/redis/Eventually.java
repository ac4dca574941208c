package io.thalweg.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition, with a deadline. */
final class Eventually {
  private static final long DEADLINE_S = 40;

  private Eventually() {}

  static void eventually(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_S);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("%s, in time", what).isLessThan(deadline);
      LockSupport.parkNanos(500_000);
    }
  }
}
