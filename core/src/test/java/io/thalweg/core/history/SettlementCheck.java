package io.thalweg.core.history;

/** What became of the events of a shared group: each is settled once, and then it is over. */
final class SettlementCheck {
  private final boolean drained;
  private final Findings findings;

  SettlementCheck(boolean drained, Findings findings) {
    this.drained = drained;
    this.findings = findings;
  }

  void check(QueuedEvent event) {
    int settled = event.letters().size();
    boolean maybe = false;
    long told = Long.MAX_VALUE;
    for (Word word : event.words()) {
      maybe |= event.maySettle(word);
      if (word.kind() == Word.Kind.ACK && event.isAccepted(word)) {
        settled++;
        told = Math.min(told, word.ended());
      }
      if (word.settledBefore().contains(event.offset())) {
        told = Math.min(told, word.ended());
        checkSomebodyDid(event, word);
      }
    }
    if (settled > 1) {
      findings.add(Anomaly.SETTLED_TWICE, event.stored(), event.words(), event.letters());
    }
    if (drained && settled == 0 && !maybe) {
      findings.add(Anomaly.UNSETTLED, event.stored(), event.words());
    }
    checkOver(event, told);
  }

  private void checkSomebodyDid(QueuedEvent event, Word word) {
    boolean possible = !event.letters().isEmpty();
    for (Word other : event.words()) {
      possible |= other != word && event.maySettle(other) && other.begun() < word.ended();
    }
    if (!possible) {
      findings.add(Anomaly.UNSETTLED, event.stored(), "but it was said that it was:", word);
    }
  }

  private void checkOver(QueuedEvent event, long told) {
    for (QueuedEvent.Handed each : event.handed()) {
      if (each.lease().begun() > told) {
        findings.add(Anomaly.REDELIVERED, event.stored(), "settled, but in", each.lease());
      }
    }
  }
}
