package io.thalweg.core.history;

import java.util.List;
import java.util.Map;

/**
 * What a history comes to.
 *
 * @param faults how many faults the test caused
 * @param hits how many of them a publish was under way in and had to be sent again, or stayed
 *     without an answer
 * @param acknowledged publishes that were answered with an offset
 * @param unknown publishes whose outcome was unknown for a while, so that they were sent again, or
 *     stayed so
 * @param refused publishes that failed for certain
 * @param stored events in the final log
 * @param delivered events in answers to members and workers of groups
 * @param anomalies how often each was found; those not found are not in it
 * @param told the first few of each in words
 */
public record Verdict(
    int faults,
    int hits,
    int acknowledged,
    int unknown,
    int refused,
    int stored,
    long delivered,
    Map<Anomaly, Integer> anomalies,
    List<String> told) {
  public Verdict {
    anomalies = Map.copyOf(anomalies);
    told = List.copyOf(told);
  }

  public int count(Anomaly anomaly) {
    return anomalies.getOrDefault(anomaly, 0);
  }

  public boolean isClean() {
    return anomalies.isEmpty();
  }

  /**
   * Tells it on standard output, in the one line that all crash and chaos tests end with.
   *
   * @param what which faults there were, and on what
   * @param seed what chance came of
   */
  public Verdict print(String what, long seed) {
    System.out.printf("%s: seed=%d %s%n", what, seed, this);
    return this;
  }

  /** One line, and below it what is wrong. Outputs of pipelines may be lost and doubled, too. */
  @Override
  public String toString() {
    int sum = anomalies.values().stream().mapToInt(Integer::intValue).sum();
    return String.format(
        "faults=%d hit=%d acknowledged=%d unknown=%d refused=%d stored=%d delivered=%d"
            + " lost=%d doubled=%d reordered=%d violations=%d%s",
        faults,
        hits,
        acknowledged,
        unknown,
        refused,
        stored,
        delivered,
        count(Anomaly.LOST) + count(Anomaly.OUTPUT_MISSING),
        count(Anomaly.DOUBLED) + count(Anomaly.OUTPUT_DOUBLED),
        count(Anomaly.REORDERED),
        sum,
        told.isEmpty() ? "" : "\n" + String.join("\n", told));
  }
}
