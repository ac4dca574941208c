package io.thalweg.server.acceptance;

import io.thalweg.server.acceptance.PipelineWorker.Said;
import java.util.EnumMap;
import java.util.Map;

/** How the transactions of a pipeline went. Thread-safe. */
final class PipelineTally {
  private final Map<Said, Integer> counts = new EnumMap<>(Said.class);

  synchronized void add(Said said) {
    counts.merge(said, 1, Integer::sum);
  }

  synchronized int count(Said said) {
    return counts.getOrDefault(said, 0);
  }

  @Override
  public String toString() {
    return "transactions done="
        + count(Said.DONE)
        + " repeated="
        + count(Said.REPEATED)
        + " refused="
        + count(Said.REFUSED)
        + " unanswered tries="
        + count(Said.UNANSWERED);
  }
}
