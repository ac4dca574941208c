package io.thalweg.storage.file.commit;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamName;
import io.thalweg.storage.file.disk.DiskFailure;
import io.thalweg.storage.file.journal.Journal;
import io.thalweg.storage.file.stream.StreamAppender;
import io.thalweg.storage.file.stream.Streams;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * The commits from the first decision to the last answer, in order: one is open, the others are on
 * their way to the disk or back. A small one is written here and now; a large one by the {@link
 * JournalThread}, while the next one is decided. Owned by the commit thread.
 */
final class CommitLine {
  /** Writing less takes no longer than two threads take to tell each other of it. */
  private static final int BYTES_LARGE = 256 * 1024;

  private static final int BYTES_ENOUGH = 4 * 1024 * 1024;

  /** One that is open, one that is written, one that was. */
  private static final int COMMITS = 3;

  private final Journal journal;
  private final JournalThread journalThread;
  private final WriteGate gate;
  private final Backlog backlog;
  private final Replies replies;
  private final Consumer<StreamName> changed;
  private final Deque<Commit> handedOver = new ArrayDeque<>();
  private final Deque<Commit> spares = new ArrayDeque<>();
  private Commit open;
  private boolean isOffered;

  /**
   * An empty line.
   *
   * @param whenWritten told, by another thread, that {@link #goOn} has something to do
   * @param changed told which stream has grown
   */
  CommitLine(
      Streams streams,
      StreamAppender appender,
      Journal journal,
      WriteGate gate,
      Backlog backlog,
      Replies replies,
      Runnable whenWritten,
      Consumer<StreamName> changed) {
    this.journal = journal;
    this.journalThread = new JournalThread(journal, whenWritten);
    this.gate = gate;
    this.backlog = backlog;
    this.replies = replies;
    this.changed = changed;
    this.open = Commit.first(streams, appender);
    while (spares.size() + 1 < COMMITS) {
      spares.add(open.another());
    }
  }

  void start() {
    journalThread.start();
  }

  /** After {@link #finish}. */
  void close() throws InterruptedException {
    journalThread.close();
  }

  /** The commit that what is decided next belongs to. */
  Commit open() {
    takeBack();
    if (open.frame().bytes() >= BYTES_ENOUGH) {
      finish();
    }
    return open;
  }

  private void takeBack() {
    if (!isOffered) {
      return;
    }
    isOffered = false;
    if (journalThread.takeBack()) {
      open.resume();
    } else {
      handedOver.add(open);
      open = spare();
    }
  }

  private Commit spare() {
    if (spares.isEmpty()) {
      settle(journalThread.await());
    }
    return spares.remove();
  }

  /** Something was decided, and more may be: lets a large commit go. */
  void decided() {
    settleWritten();
    if (!isOffered && gate.isOpen() && open.frame().bytes() >= BYTES_LARGE) {
      open.end();
      isOffered = true;
      journalThread.offer(open);
      // What was answered by itself need not wait for this.
      replies.send();
    }
  }

  /**
   * Nothing more is to be decided for now: lets the open commit go, unless others are under way.
   */
  void goOn() {
    decided();
    if (!isOffered && handedOver.isEmpty()) {
      finishOpen();
    }
  }

  /** Makes everything that was decided durable, shows it and answers. */
  void finish() {
    finishHandedOver();
    finishOpen();
  }

  /** The same for all but the open commit. */
  void finishHandedOver() {
    takeBack();
    while (!handedOver.isEmpty()) {
      settle(journalThread.await());
    }
  }

  private void settleWritten() {
    for (Commit next = journalThread.poll(); next != null; next = journalThread.poll()) {
      settle(next);
    }
  }

  /** A commit is back from the journal thread. */
  private void settle(Commit commit) {
    if (commit == open) {
      isOffered = false;
      open = spares.remove();
    } else {
      handedOver.remove();
    }
    conclude(commit);
    spares.add(commit);
  }

  private void finishOpen() {
    open.end();
    if (!gate.isOpen()) {
      abandon(open);
    } else if (!open.frame().isEmpty()) {
      open.write(journal);
      conclude(open);
      return;
    }
    answer(open);
  }

  private void conclude(Commit commit) {
    if (commit.failure() == null) {
      publish(commit);
    } else {
      takeBackFrom(commit);
    }
    answer(commit);
  }

  /** A commit failed. Nothing was written after it, so what came later is all in the open one. */
  private void takeBackFrom(Commit failed) {
    takeBack();
    Commit later = open;
    abandon(later);
    abandon(failed);
    if (DiskFailure.isFull(failed.failure())) {
      StreamException refusal = full("the journal could not be written", failed.failure());
      failed.refuse(refusal);
      later.refuse(refusal);
    } else {
      gate.close("a commit failed", failed.failure());
    }
    if (later != failed) {
      answer(later);
      journalThread.goOn();
    }
  }

  private void abandon(Commit commit) {
    try {
      commit.abandon();
    } catch (RuntimeException bug) {
      gate.close("a commit could not be taken back", bug);
    }
  }

  private void publish(Commit commit) {
    commit.publish(
        stream -> {
          backlog.committed(stream);
          changed.accept(stream.name());
        });
    backlog.committed();
  }

  private void answer(Commit commit) {
    if (!gate.isOpen()) {
      commit.fail(gate.refusal());
    }
    commit.answer(replies);
    replies.send();
  }

  static StreamException full(String what, Throwable cause) {
    return StreamException.caused(
        ErrorCode.STORAGE_FULL, "the disk is full: " + what + "; nothing was stored", cause);
  }
}
