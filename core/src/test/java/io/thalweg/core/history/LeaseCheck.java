package io.thalweg.core.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Who had an event of a shared group when: one worker at a time, each delivery counted. */
final class LeaseCheck {
  private final int deliveriesMax;
  private final Findings findings;

  /** A time in which the event was certainly one worker's. */
  private record Hold(Lease lease, long from, long to) {}

  LeaseCheck(int deliveriesMax, Findings findings) {
    this.deliveriesMax = deliveriesMax;
    this.findings = findings;
  }

  void check(QueuedEvent event) {
    checkCounts(event);
    checkHolds(event);
    for (Word word : event.words()) {
      if (event.isAccepted(word)) {
        checkInTime(event, word);
      }
    }
  }

  private void checkCounts(QueuedEvent event) {
    for (QueuedEvent.Handed each : event.handed()) {
      int count = each.delivery();
      if (count < 1 || count > deliveriesMax || count <= countedBefore(event, each.lease())) {
        findings.add(Anomaly.MISCOUNTED, event.stored(), "delivery", count, "in", each.lease());
      }
    }
    for (DeadLetter letter : event.letters()) {
      if (letter.deliveries() != deliveriesMax) {
        findings.add(Anomaly.MISCOUNTED, letter, "not after", deliveriesMax);
      }
    }
  }

  /** Of few: an event becomes a dead letter in the end. */
  private static int countedBefore(QueuedEvent event, Lease lease) {
    int counted = 0;
    for (QueuedEvent.Handed other : event.handed()) {
      if (other.lease().ended() < lease.begun()) {
        counted = Math.max(counted, other.delivery());
      }
    }
    return counted;
  }

  private void checkHolds(QueuedEvent event) {
    if (event.handed().size() < 2) {
      return;
    }
    List<Hold> holds = new ArrayList<>();
    event.handed().forEach(each -> addHolds(event, each.lease(), holds));
    holds.sort(Comparator.comparingLong(Hold::from));
    Hold longest = null;
    for (Hold hold : holds) {
      if (longest != null && hold.from() < longest.to() && hold.lease() != longest.lease()) {
        findings.add(
            Anomaly.TWO_LEASES, event.stored(), "in", hold.lease(), "and", longest.lease());
      }
      longest = longest == null || hold.to() > longest.to() ? hold : longest;
    }
  }

  /** From its answer on, as far as it was promised and nothing was said that may have ended it. */
  private static void addHolds(QueuedEvent event, Lease lease, List<Hold> holds) {
    long from = lease.ended();
    long to = lease.begun() + lease.nanos();
    for (Word word : event.words()) {
      if (word.token() != lease.token()) {
        continue;
      }
      if (word.kind() != Word.Kind.EXTEND) {
        add(holds, lease, from, Math.min(to, word.begun()));
        return;
      }
      long extended = word.begun() + word.nanos();
      if (event.isAccepted(word)) {
        add(holds, lease, from, Math.min(to, word.begun()));
        from = word.ended();
        to = extended;
      } else {
        to = Math.min(to, word.isUnknown() ? extended : word.begun());
      }
    }
    add(holds, lease, from, to);
  }

  private static void add(List<Hold> holds, Lease lease, long from, long to) {
    if (from < to) {
      holds.add(new Hold(lease, from, to));
    }
  }

  /** A word counts only as long as nobody else has got the event. */
  private void checkInTime(QueuedEvent event, Word word) {
    int own = 0;
    for (QueuedEvent.Handed each : event.handed()) {
      own = each.lease().token() == word.token() ? each.delivery() : own;
    }
    for (QueuedEvent.Handed each : event.handed()) {
      if (each.delivery() > own && each.lease().ended() < word.begun()) {
        findings.add(Anomaly.ZOMBIE, word, "counted for", event.stored(), "after", each.lease());
      }
    }
  }
}
