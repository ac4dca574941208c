package io.thalweg.core.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Committed offsets as they were told: they do not go back, but by a seek. */
final class PositionCheck {
  private final Findings findings;
  private final Map<Span, HighWater> committed = new HashMap<>();
  private final Map<Integer, List<Seek>> seeks = new HashMap<>();

  /** The time of a partition between two seeks. */
  private record Span(int partition, int seeksBefore) {}

  PositionCheck(GroupHistory group, Findings findings) {
    this.findings = findings;
    group.seeks().forEach(s -> seeks.computeIfAbsent(s.partition(), p -> new ArrayList<>()).add(s));
  }

  void check(List<Position> positions) {
    for (Position position : positions) {
      Span span = span(position.partition(), position.begun(), position.ended());
      if (span != null) {
        committed
            .computeIfAbsent(span, s -> new HighWater())
            .add(position.ended(), position.committed());
      }
    }
    for (Position position : positions) {
      long before = before(position.partition(), position.begun(), position.ended());
      if (before > position.committed()) {
        findings.add(Anomaly.COMMIT_WENT_BACK, "from", before, "to", position);
      }
    }
  }

  /** The highest committed offset that was known before a call began. */
  long before(int partition, long begun, long ended) {
    Span span = span(partition, begun, ended);
    HighWater water = span == null ? null : committed.get(span);
    return water == null ? HighWater.NOTHING : water.before(begun);
  }

  /** Null if the time overlaps a seek. */
  private Span span(int partition, long begun, long ended) {
    int before = 0;
    for (Seek seek : seeks.getOrDefault(partition, List.of())) {
      if (seek.ended() < begun) {
        before++;
      } else if (seek.begun() <= ended) {
        return null;
      }
    }
    return new Span(partition, before);
  }
}
