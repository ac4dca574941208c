package io.thalweg.core.history;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/** What a shared group handed out and what became of it, against the final log. */
final class QueueCheck {
  private final EventIndex log;
  private final QueueHistory queue;
  private final Findings findings;
  private final ReadCheck values;
  private final Map<Long, QueuedEvent> events = new HashMap<>();
  private final Map<Long, Lease> leases = new HashMap<>();

  QueueCheck(EventIndex log, QueueHistory queue, Findings findings) {
    this.log = log;
    this.queue = queue;
    this.findings = findings;
    this.values = new ReadCheck(log, findings);
    log.events().forEach(event -> events.put(event.offset(), new QueuedEvent(event)));
  }

  void check() {
    queue.leases().forEach(this::addLease);
    queue.words().stream().sorted(Comparator.comparingLong(Word::begun)).forEach(this::addWord);
    queue.letters().forEach(this::addLetter);
    LeaseCheck leaseCheck = new LeaseCheck(queue.deliveriesMax(), findings);
    SettlementCheck settlementCheck = new SettlementCheck(queue.drained(), findings);
    for (Stored stored : log.events()) {
      QueuedEvent event = events.get(stored.offset());
      leaseCheck.check(event);
      settlementCheck.check(event);
    }
    if (queue.keepsOrder()) {
      checkOrder();
    }
  }

  private void addLease(Lease lease) {
    Lease other = leases.putIfAbsent(lease.token(), lease);
    if (other != null) {
      findings.add(Anomaly.TWO_LEASES, lease, "has the token of", other);
    }
    for (int i = 0; i < lease.events().size(); i++) {
      Stored stored = lease.events().get(i);
      values.checkValue(lease.worker(), stored);
      QueuedEvent event = events.get(stored.offset());
      if (event != null) {
        event.add(new QueuedEvent.Handed(lease, lease.deliveries().get(i)));
      }
    }
  }

  private void addWord(Word word) {
    for (long offset : word.about()) {
      QueuedEvent event = events.get(offset);
      if (event != null) {
        event.add(word);
      }
    }
  }

  private void addLetter(DeadLetter letter) {
    QueuedEvent event = events.get(letter.offset());
    if (event == null) {
      findings.add(Anomaly.PHANTOM, letter);
    } else {
      event.add(letter);
    }
  }

  /** No event is handed out before those of its key that stand before it can have been settled. */
  private void checkOrder() {
    Map<Long, Long> free = new HashMap<>();
    for (Stored stored : log.events()) {
      QueuedEvent event = events.get(stored.offset());
      long key = queue.keyOf(stored);
      long freeAt = free.getOrDefault(key, Long.MIN_VALUE);
      for (QueuedEvent.Handed each : event.handed()) {
        if (each.lease().ended() < freeAt) {
          findings.add(Anomaly.KEY_OVERTAKEN, stored, "was handed out in", each.lease());
        }
      }
      free.put(key, Math.max(freeAt, event.settledAtFirst(queue.deliveriesMax())));
    }
  }
}
