package io.thalweg.storage.file.commit;

import io.thalweg.storage.file.journal.Journal;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Writes large commits while the commit thread decides the next one: whenever it is done with one,
 * it begins with the one on offer, if there is any, and after a failure with none. Its thread is
 * never interrupted.
 */
final class JournalThread {
  private final Journal journal;
  private final Runnable whenWritten;
  private final Thread thread = new Thread(this::run, "thalweg-file-journal");

  // Guarded by this.
  private final Queue<Commit> written = new ArrayDeque<>();
  private Commit offered;
  private boolean failed;
  private boolean closing;

  /**
   * A thread for commits.
   *
   * @param whenWritten told, by this thread, that there is more to {@link #poll}
   */
  JournalThread(Journal journal, Runnable whenWritten) {
    this.journal = journal;
    this.whenWritten = whenWritten;
  }

  void start() {
    thread.start();
  }

  /** Puts a commit on offer; nobody else may touch it before it is back. */
  synchronized void offer(Commit commit) {
    offered = commit;
    notifyAll();
  }

  /** Takes back what is on offer; false if the thread has begun with it. */
  synchronized boolean takeBack() {
    boolean isOffered = offered != null;
    offered = null;
    return isOffered;
  }

  /** The next commit that was written or has failed, or null. */
  synchronized Commit poll() {
    return written.poll();
  }

  /** Waits for the next commit; the thread must have begun with one. */
  synchronized Commit await() {
    while (written.isEmpty()) {
      Uninterrupted.await(this);
    }
    return written.remove();
  }

  /** What a failed commit had begun is taken back: others may follow. */
  synchronized void goOn() {
    failed = false;
    notifyAll();
  }

  void close() throws InterruptedException {
    synchronized (this) {
      closing = true;
      notifyAll();
    }
    thread.join();
  }

  private void run() {
    for (Commit next = take(); next != null; next = take()) {
      next.write(journal);
      done(next);
      whenWritten.run();
    }
  }

  private synchronized Commit take() {
    while (!closing && (offered == null || failed)) {
      Uninterrupted.await(this);
    }
    Commit taken = closing ? null : offered;
    offered = null;
    return taken;
  }

  private synchronized void done(Commit commit) {
    failed = commit.failure() != null;
    written.add(commit);
    notifyAll();
  }
}
