package io.thalweg.core.history;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What readers saw on the way against the final log, and what each saw against itself. */
final class ReadCheck {
  private final EventIndex log;
  private final Findings findings;

  ReadCheck(EventIndex log, Findings findings) {
    this.log = log;
    this.findings = findings;
  }

  void checkDrains(List<Drain> drains) {
    Drain truth = drains.get(0);
    for (Drain other : drains.subList(1, drains.size())) {
      if (other.minOffset() != truth.minOffset() || !other.events().equals(truth.events())) {
        findings.add(
            Anomaly.DISAGREEMENT,
            other.via(),
            "shows",
            other.events().size(),
            "events where",
            truth.via(),
            "shows",
            truth.events().size() + ";",
            "first difference at index",
            firstDifference(other.events(), truth.events()));
      }
    }
  }

  private static int firstDifference(List<Stored> some, List<Stored> others) {
    int at = 0;
    while (at < some.size() && at < others.size() && some.get(at).equals(others.get(at))) {
      at++;
    }
    return at;
  }

  void checkReads(List<Read> reads, List<Publish> publishes) {
    HighWater acknowledged = new HighWater();
    publishes.stream()
        .filter(Publish::isAcknowledged)
        .forEach(publish -> acknowledged.add(publish.ended(), publish.offset()));
    Map<String, Long> next = new HashMap<>();
    reads.stream()
        .sorted(Comparator.comparingLong(Read::begun))
        .forEach(
            read -> {
              checkTurn(read, next.put(read.reader(), read.next()));
              checkPage(read);
              if (read.head() <= acknowledged.before(read.begun())) {
                findings.add(
                    Anomaly.STALE_READ,
                    read.reader(),
                    "was told head",
                    read.head(),
                    "after the acknowledgement of",
                    acknowledged.before(read.begun()));
              }
            });
  }

  private void checkTurn(Read read, Long expected) {
    if (expected != null && read.from() > expected) {
      findings.add(Anomaly.SKIPPED, read.reader(), "went on at", read.from(), "not", expected);
    } else if (expected != null && read.from() < expected) {
      findings.add(Anomaly.WENT_BACK, read.reader(), "went on at", read.from(), "not", expected);
    }
  }

  private void checkPage(Read read) {
    long expected = Math.max(read.from(), log.minOffset());
    for (Stored event : read.events()) {
      if (event.offset() > expected) {
        findings.add(Anomaly.SKIPPED, read.reader(), "got", event, "instead of", expected);
      } else if (event.offset() < expected && event.offset() >= read.from()) {
        findings.add(Anomaly.WENT_BACK, read.reader(), "got", event, "instead of", expected);
      }
      checkValue(read.reader(), event);
      expected = event.offset() + 1;
    }
    if (read.next() > expected) {
      findings.add(Anomaly.SKIPPED, read.reader(), "is to go on at", read.next(), "not", expected);
    }
    if (expected > read.head() && !read.events().isEmpty()) {
      findings.add(Anomaly.AHEAD_OF_HEAD, read.reader(), "got", expected - 1, "of", read.head());
    }
  }

  /** An event that was read once is there for ever. */
  void checkValue(String reader, Stored event) {
    Stored stored = log.at(event.offset());
    if (stored == null) {
      if (event.offset() >= log.minOffset()) {
        findings.add(Anomaly.LOST, reader, "had read", event);
      }
    } else if (!stored.isSameEvent(event)) {
      findings.add(Anomaly.TWO_VALUES, reader, "had read", event, "now it is", stored);
    }
  }
}
