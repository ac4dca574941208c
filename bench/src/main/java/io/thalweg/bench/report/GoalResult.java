package io.thalweg.bench.report;

/** What was measured for a goal. */
public record GoalResult(Goal goal, Spread measured) {

  /** How far it got. */
  public enum Verdict {
    /** The aim is reached, and with it the must. */
    AIM,
    /** The must is reached, the aim is not. */
    MUST,
    /** The must is not reached. */
    MISSED,
    /** It could not be measured here. */
    UNKNOWN
  }

  public Verdict verdict() {
    return goal.judge(measured.median());
  }
}
