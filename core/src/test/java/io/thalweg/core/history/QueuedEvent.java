package io.thalweg.core.history;

import java.util.ArrayList;
import java.util.List;

/** All that was seen of one event of a shared group. */
final class QueuedEvent {
  private final Stored stored;
  private final List<Handed> handed = new ArrayList<>(2);
  private final List<Word> words = new ArrayList<>(2);
  private final List<DeadLetter> letters = new ArrayList<>(0);

  /** It was in this answer, the how manyeth time. */
  record Handed(Lease lease, int delivery) {}

  QueuedEvent(Stored stored) {
    this.stored = stored;
  }

  void add(Handed once) {
    handed.add(once);
  }

  /** In the order of time. */
  void add(Word word) {
    words.add(word);
  }

  void add(DeadLetter letter) {
    letters.add(letter);
  }

  Stored stored() {
    return stored;
  }

  long offset() {
    return stored.offset();
  }

  List<Handed> handed() {
    return handed;
  }

  List<Word> words() {
    return words;
  }

  List<DeadLetter> letters() {
    return letters;
  }

  boolean isAccepted(Word word) {
    return word.accepted().contains(offset());
  }

  /** Whether the word settles the event, if it was heard. */
  boolean maySettle(Word word) {
    return word.kind() == Word.Kind.ACK && (word.isUnknown() || isAccepted(word));
  }

  /** The first moment at which it can have been settled; never is the end of time. */
  long settledAtFirst(int deliveriesMax) {
    long first = letters.isEmpty() ? Long.MAX_VALUE : lastHandedOut(deliveriesMax);
    for (Word word : words) {
      if (maySettle(word)) {
        first = Math.min(first, word.begun());
      }
    }
    return first;
  }

  /** Before then it was no dead letter. */
  private long lastHandedOut(int deliveriesMax) {
    for (Handed each : handed) {
      if (each.delivery() == deliveriesMax) {
        return each.lease().begun();
      }
    }
    return Long.MIN_VALUE;
  }
}
