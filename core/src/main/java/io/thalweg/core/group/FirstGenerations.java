package io.thalweg.core.group;

import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The generations that new groups start in. A group that was deleted and created anew must share no
 * generation with its predecessor, whose late commits would pass its fence otherwise; and nothing
 * remembers a group that is gone. So a start is made of the time and of chance, and fits 53 bits
 * until 2088. Not thread-safe: belongs to the coordinator's context.
 *
 * <p>Time alone would do on one node whose clock is never set back. Chance covers the rest: two
 * starts within one second of the clock are a few rebalances apart once in a million times.
 */
final class FirstGenerations {
  private static final long EPOCH_2020_S = 1_577_836_800;
  private static final int CHANCE_BITS = 22;

  private final LongSupplier wallClockMs;
  private final RandomGenerator chance;
  private long least;

  /**
   * @param wallClockMs epoch milliseconds; may be set back
   */
  FirstGenerations(LongSupplier wallClockMs, RandomGenerator chance) {
    this.wallClockMs = wallClockMs;
    this.chance = chance;
  }

  long next() {
    long seconds = Math.max(0, wallClockMs.getAsLong() / 1_000 - EPOCH_2020_S);
    return Math.max(least, seconds << CHANCE_BITS | chance.nextInt(1 << CHANCE_BITS));
  }

  /** A group is gone that had come to this generation: what starts here now starts above. */
  void ended(long generation) {
    least = Math.max(least, generation + 1);
  }
}
