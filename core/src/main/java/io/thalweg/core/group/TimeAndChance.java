package io.thalweg.core.group;

import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Numbers that no process has drawn before, but once in a million times within one second. They
 * ascend with the seconds of the clock and fit 53 bits until 2088. Not thread-safe.
 *
 * @param wallClockMs epoch milliseconds; may be set back
 */
record TimeAndChance(LongSupplier wallClockMs, RandomGenerator chance) implements LongSupplier {
  private static final long EPOCH_2020_S = 1_577_836_800;
  private static final int CHANCE_BITS = 22;

  static TimeAndChance ofThisMachine() {
    return new TimeAndChance(System::currentTimeMillis, RandomGenerator.getDefault());
  }

  @Override
  public long getAsLong() {
    long seconds = Math.max(0, wallClockMs.getAsLong() / 1_000 - EPOCH_2020_S);
    return seconds << CHANCE_BITS | chance.nextInt(1 << CHANCE_BITS);
  }
}
