package io.thalweg.storage.file.commit;

import java.util.ArrayList;
import java.util.List;

/** Calls that wait for the commit thread; it takes all of them at once. Thread-safe. */
final class CallQueue {
  private final int max;
  private List<Call> waiting = new ArrayList<>();
  private boolean woken;
  private boolean closed;

  enum Offer {
    TAKEN,
    FULL,
    CLOSED
  }

  CallQueue(int max) {
    this.max = max;
  }

  synchronized Offer offer(Call call) {
    if (closed) {
      return Offer.CLOSED;
    }
    if (waiting.size() >= max) {
      return Offer.FULL;
    }
    waiting.add(call);
    if (waiting.size() == 1) {
      notifyAll();
    }
    return Offer.TAKEN;
  }

  /** Waits for calls or for {@link #wake}; null when the queue is closed and all were taken. */
  synchronized List<Call> take() {
    while (waiting.isEmpty() && !woken && !closed) {
      Uninterrupted.await(this);
    }
    if (waiting.isEmpty()) {
      boolean goesOn = woken;
      woken = false;
      return goesOn ? List.of() : null;
    }
    woken = false;
    List<Call> taken = waiting;
    waiting = new ArrayList<>(Math.max(10, taken.size()));
    return taken;
  }

  /** There is something else to do for who takes. */
  synchronized void wake() {
    woken = true;
    notifyAll();
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
