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
  private final TimeAndChance numbers;
  private long least;

  /**
   * @param wallClockMs epoch milliseconds; may be set back
   */
  FirstGenerations(LongSupplier wallClockMs, RandomGenerator chance) {
    this.numbers = new TimeAndChance(wallClockMs, chance);
  }

  long next() {
    return Math.max(least, numbers.getAsLong());
  }

  /** A group is gone that had come to this generation: what starts here now starts above. */
  void ended(long generation) {
    least = Math.max(least, generation + 1);
  }
}
