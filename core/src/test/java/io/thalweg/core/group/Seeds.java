package io.thalweg.core.group;

import java.util.function.LongConsumer;

/**
 * The seeds of a simulation, from 1 on. {@code -Dthalweg.seed=N} repeats that one alone, {@code
 * -Dthalweg.long=true} tries many.
 */
public final class Seeds {
  private final String what;
  private final long first;
  private final long last;

  private Seeds(String what, long first, long last) {
    this.what = what;
    this.first = first;
    this.last = last;
  }

  /**
   * Those to try.
   *
   * @param what is simulated, for the test's output
   */
  public static Seeds of(String what, long few, long many) {
    Long only = Long.getLong("thalweg.seed");
    long number = Boolean.getBoolean("thalweg.long") ? many : few;
    return only == null ? new Seeds(what, 1, number) : new Seeds(what, only, only);
  }

  /** Tries each; a failure names its seed. Says which there were. */
  public void forEach(LongConsumer life) {
    for (long seed = first; seed <= last; seed++) {
      try {
        life.accept(seed);
      } catch (RuntimeException | AssertionError wrong) {
        throw new AssertionError(what + ", seed " + seed + ": " + wrong.getMessage(), wrong);
      }
    }
    System.out.printf("%s: seeds %,d to %,d%n", what, first, last);
  }
}
