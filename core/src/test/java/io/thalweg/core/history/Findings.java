package io.thalweg.core.history;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts what the checks find and keeps the first of each kind in words. Not thread-safe. */
final class Findings {
  private static final int TOLD_MAX = 5;

  private final Map<Anomaly, Integer> counts = new EnumMap<>(Anomaly.class);
  private final List<String> told = new ArrayList<>();

  void add(Anomaly anomaly, Object... words) {
    if (counts.merge(anomaly, 1, Integer::sum) <= TOLD_MAX) {
      StringBuilder text = new StringBuilder(anomaly.name()).append(':');
      for (Object word : words) {
        text.append(' ').append(word);
      }
      told.add(text.toString());
    }
  }

  Map<Anomaly, Integer> counts() {
    return counts;
  }

  List<String> told() {
    return told;
  }
}
