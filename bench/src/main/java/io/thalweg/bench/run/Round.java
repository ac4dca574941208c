package io.thalweg.bench.run;

/** Which round is under way, from 0 on: the first ones warm up and are not counted. */
public record Round(int number) {

  /** A JVM compiles for the first twenty seconds of a load. */
  static final int WARM_UPS = 2;

  public boolean warmsUp() {
    return number < WARM_UPS;
  }

  /** What it is called. */
  String label() {
    return warmsUp() ? "warm-up" : "round " + (number - WARM_UPS + 1);
  }
}
