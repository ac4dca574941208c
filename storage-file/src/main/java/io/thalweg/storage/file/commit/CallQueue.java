package io.thalweg.storage.file.commit;

import java.util.ArrayList;
import java.util.List;

/** Calls that wait for the commit thread; it takes all of them at once. Thread-safe. */
final class CallQueue {
  private final int max;
  private List<Call> waiting = new ArrayList<>();
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

  /** Waits for calls; empty when the queue is closed and all were taken. */
  synchronized List<Call> take() {
    while (waiting.isEmpty() && !closed) {
      waitUninterrupted();
    }
    List<Call> taken = waiting;
    waiting = new ArrayList<>(Math.max(10, taken.size()));
    return taken;
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }

  private void waitUninterrupted() {
    try {
      wait();
    } catch (InterruptedException ignored) {
      // Nobody has a reason to interrupt a storage thread, and obeying would close its files.
    }
  }
}
