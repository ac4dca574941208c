package io.thalweg.bench.report;

import java.util.Arrays;

/**
 * The middle and the ends of what several rounds yielded; all not a number if there was nothing.
 *
 * @param median of an even number of rounds, the mean of the two in the middle
 */
public record Spread(double median, double min, double max) {

  public static Spread of(double... values) {
    if (values.length == 0) {
      return new Spread(Double.NaN, Double.NaN, Double.NaN);
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }
}
