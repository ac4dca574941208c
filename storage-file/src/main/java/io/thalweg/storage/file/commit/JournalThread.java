package io.thalweg.storage.file.commit;

import io.thalweg.storage.file.journal.Frame;
import io.thalweg.storage.file.journal.Journal;

/**
 * Writes a large frame while the commit thread puts the next one together. It has one frame at a
 * time, and the journal with it. Its thread is never interrupted.
 */
final class JournalThread {
  private final Journal journal;
  private final Runnable whenDone;
  private final Thread thread = new Thread(this::run, "thalweg-file-journal");

  // Guarded by this.
  private Frame frame;
  private boolean written;
  private Throwable failure;
  private boolean closing;

  /**
   * A thread for frames.
   *
   * @param whenDone told, by this thread, that a frame was written or failed
   */
  JournalThread(Journal journal, Runnable whenDone) {
    this.journal = journal;
    this.whenDone = whenDone;
  }

  void start() {
    thread.start();
  }

  /** Begins to write a frame, which is this thread's until {@link #awaitOutcome} returns. */
  synchronized void begin(Frame next) {
    frame = next;
    notifyAll();
  }

  /** Whether a frame is being written, or was and nobody has taken the outcome. */
  synchronized boolean hasFrame() {
    return frame != null;
  }

  synchronized boolean isWritten() {
    return written;
  }

  /** Waits for the end of what was begun; null if it is durable, else why it is not. */
  synchronized Throwable awaitOutcome() {
    while (!written) {
      waitUninterrupted();
    }
    Throwable outcome = failure;
    frame = null;
    written = false;
    failure = null;
    return outcome;
  }

  void close() throws InterruptedException {
    synchronized (this) {
      closing = true;
      notifyAll();
    }
    thread.join();
  }

  private void run() {
    for (Frame next = take(); next != null; next = take()) {
      Throwable outcome = null;
      try {
        journal.commit(next);
      } catch (Exception | Error thrown) {
        outcome = thrown;
      }
      done(outcome);
      whenDone.run();
    }
  }

  private synchronized Frame take() {
    while (!closing && (frame == null || written)) {
      waitUninterrupted();
    }
    return closing ? null : frame;
  }

  private synchronized void done(Throwable outcome) {
    failure = outcome;
    written = true;
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
