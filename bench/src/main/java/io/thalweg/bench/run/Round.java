package io.thalweg.bench.run;

/** Which round is under way: number 0 warms up and is not counted. */
public record Round(int number) {

  public boolean warmsUp() {
    return number == 0;
  }
}
