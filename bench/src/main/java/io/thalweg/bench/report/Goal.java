package io.thalweg.bench.report;

/**
 * A figure that the product is held to.
 *
 * @param row its number in the table of goals
 * @param title what is measured
 * @param base what a ratio is taken to; empty if the figure stands for itself
 * @param must below (or above) this a release is stopped
 * @param aim worth a second pass until reached
 * @param higherIsBetter which side of them is good
 */
public record Goal(
    String row, String title, String base, double must, double aim, boolean higherIsBetter) {

  /** A figure that should be large, like a rate. */
  public static Goal atLeast(String row, String title, String base, double must, double aim) {
    return new Goal(row, title, base, must, aim, true);
  }

  /** A figure that should be small, like a latency. */
  public static Goal atMost(String row, String title, String base, double must, double aim) {
    return new Goal(row, title, base, must, aim, false);
  }

  GoalResult.Verdict judge(double measured) {
    if (Double.isNaN(measured)) {
      return GoalResult.Verdict.UNKNOWN;
    }
    if (reaches(measured, aim)) {
      return GoalResult.Verdict.AIM;
    }
    return reaches(measured, must) ? GoalResult.Verdict.MUST : GoalResult.Verdict.MISSED;
  }

  private boolean reaches(double measured, double bound) {
    return higherIsBetter ? measured >= bound : measured <= bound;
  }
}
