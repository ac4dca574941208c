package io.thalweg.storage.file.keep;

import io.thalweg.storage.file.commit.Uninterrupted;
import java.util.function.LongSupplier;

/**
 * Work that is done bit by bit on a thread of its own, with a pause after each, until it is closed.
 * The thread is never interrupted.
 */
final class Rounds {
  private final LongSupplier round;
  private final Thread thread;
  private boolean closing;

  /**
   * Work that has not begun.
   *
   * @param round does some of it; returns how many ms to pause
   */
  Rounds(String threadName, LongSupplier round) {
    this.round = round;
    this.thread = new Thread(this::run, threadName);
  }

  void start() {
    thread.start();
  }

  private void run() {
    while (!isClosingAfter(round.getAsLong())) {
      // The next round.
    }
  }

  private synchronized boolean isClosingAfter(long ms) {
    if (!closing) {
      Uninterrupted.await(this, ms);
    }
    return closing;
  }

  /** Ends after the round that is under way. */
  void close() throws InterruptedException {
    synchronized (this) {
      closing = true;
      notifyAll();
    }
    thread.join();
  }
}
