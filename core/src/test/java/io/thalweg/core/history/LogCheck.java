package io.thalweg.core.history;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The final log against what producers know: nothing lost, doubled, moved, changed or made up. */
final class LogCheck {
  private final EventIndex log;
  private final Findings findings;

  LogCheck(EventIndex log, Findings findings) {
    this.log = log;
    this.findings = findings;
  }

  void check(List<Publish> publishes) {
    checkDense();
    Map<Integer, Map<Long, Publish>> byProducer = new HashMap<>();
    for (Publish publish : publishes) {
      byProducer
          .computeIfAbsent(publish.producer(), producer -> new HashMap<>())
          .put(publish.seq(), publish);
      checkAcknowledged(publish);
    }
    checkStored(byProducer);
    checkRealTime(publishes);
  }

  private void checkDense() {
    long expected = log.minOffset();
    for (Stored event : log.events()) {
      if (event.offset() != expected) {
        findings.add(Anomaly.HOLE, "expected offset", expected, "found", event);
      }
      expected = event.offset() + 1;
    }
  }

  private void checkAcknowledged(Publish publish) {
    if (!publish.isAcknowledged() || publish.offset() < log.minOffset()) {
      return;
    }
    Stored stored = log.of(publish.producer(), publish.seq());
    if (stored == null) {
      findings.add(Anomaly.LOST, loss(publish.offset()), publish);
    } else if (stored.offset() != publish.offset()) {
      findings.add(Anomaly.MOVED, publish, "found as", stored);
    } else if (stored.partition() != publish.partition()) {
      findings.add(Anomaly.ALTERED, publish, "found as", stored);
    }
  }

  private String loss(long offset) {
    return offset >= log.head() ? "from the log's end:" : "from within the log:";
  }

  private void checkStored(Map<Integer, Map<Long, Publish>> sent) {
    Map<Integer, Long> last = new HashMap<>();
    for (Stored event : log.events()) {
      Publish publish = sent.getOrDefault(event.producer(), Map.of()).get(event.seq());
      if (publish == null || publish.outcome() == Outcome.REFUSED) {
        findings.add(Anomaly.PHANTOM, event, publish == null ? "never sent" : publish);
        continue;
      }
      if (publish.digest() != event.digest()) {
        findings.add(Anomaly.ALTERED, publish, "stored as", event);
      }
      if (!log.isFirst(event)) {
        findings.add(Anomaly.DOUBLED, event, "and", log.of(event.producer(), event.seq()));
        continue;
      }
      Long before = last.put(event.producer(), event.seq());
      if (before != null && before > event.seq()) {
        findings.add(Anomaly.REORDERED, event, "behind number", before);
      }
    }
  }

  /** What was acknowledged before something else was sent stands before it. */
  private void checkRealTime(List<Publish> publishes) {
    HighWater acknowledged = new HighWater();
    for (Publish publish : publishes) {
      if (publish.isAcknowledged()) {
        acknowledged.add(publish.ended(), publish.offset());
      }
    }
    for (Publish publish : publishes) {
      Stored stored = log.of(publish.producer(), publish.seq());
      if (stored != null && acknowledged.before(publish.begun()) > stored.offset()) {
        findings.add(
            Anomaly.OUT_OF_REAL_TIME,
            publish,
            "sent after the acknowledgement of",
            acknowledged.before(publish.begun()));
      }
    }
  }
}
