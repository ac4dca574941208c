package io.thalweg.storage.file.commit;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.storage.file.disk.DiskFailure;
import io.thalweg.storage.file.journal.Journal;
import io.thalweg.storage.file.stream.StreamAppender;
import io.thalweg.storage.file.stream.Streams;
import java.io.IOException;

/**
 * Gets commits to the disk, shows and answers them. There are never more than two: the open one,
 * which is being put together, and one before it that was handed over to the {@link JournalThread}
 * because it is large. What the open one decides rests on the one before; if that fails, both do.
 * Owned by the commit thread.
 */
final class CommitsUnderWay {
  private static final int FRAME_BYTES_ENOUGH = 4 * 1024 * 1024;

  /** Writing less takes no longer than two threads take to tell each other of it. */
  private static final int FRAME_BYTES_LARGE = 256 * 1024;

  private final Journal journal;
  private final JournalThread journalThread;
  private final WriteGate gate;
  private final Announcer announcer;
  private final Replies replies;
  private Commit open;
  private Commit handedOver;

  CommitsUnderWay(
      Streams streams,
      StreamAppender appender,
      Journal journal,
      JournalThread journalThread,
      WriteGate gate,
      Announcer announcer,
      Replies replies) {
    this.journal = journal;
    this.journalThread = journalThread;
    this.gate = gate;
    this.announcer = announcer;
    this.replies = replies;
    this.open = new Commit(streams, appender);
    this.handedOver = new Commit(streams, appender);
    open.follow(handedOver);
    handedOver.follow(open);
  }

  /** What is decided now goes to this one. */
  Commit open() {
    return open;
  }

  /** Whether the open commit should take no more before it was written. */
  boolean hasEnough() {
    return open.frame().bytes() >= FRAME_BYTES_ENOUGH;
  }

  /** Writes what has gathered if that is much; see {@link #goOn}. */
  void goOnIfLarge() {
    if (isLarge()) {
      goOn();
    }
  }

  /** Writes what has gathered, unless the journal is still at what gathered before. */
  void goOn() {
    if (journalThread.hasFrame() && !journalThread.isWritten() && !hasEnough()) {
      return;
    }
    finishHandedOver();
    if (isLarge() && gate.isOpen()) {
      handOver();
    } else {
      finishOpen();
    }
  }

  /** Makes everything that was decided durable, shows it and answers. */
  void finish() {
    finishHandedOver();
    finishOpen();
  }

  private boolean isLarge() {
    return open.frame().bytes() >= FRAME_BYTES_LARGE;
  }

  private void handOver() {
    Commit ended = open;
    open = handedOver;
    handedOver = ended;
    ended.end();
    journalThread.begin(ended.frame());
    replies.send();
  }

  /** Waits for the commit that was handed over, if one was, shows it and answers. */
  void finishHandedOver() {
    if (!journalThread.hasFrame()) {
      return;
    }
    Throwable failure = journalThread.awaitOutcome();
    if (failure == null) {
      announcer.publish(handedOver);
      answer(handedOver);
    } else {
      takeBack(failure);
    }
  }

  private void finishOpen() {
    open.end();
    if (!gate.isOpen()) {
      abandon();
    } else if (!open.frame().isEmpty()) {
      writeOpen();
    }
    answer(open);
  }

  private void writeOpen() {
    try {
      journal.commit(open.frame());
    } catch (IOException | RuntimeException failure) {
      takeBack(failure);
      return;
    }
    announcer.publish(open);
  }

  /** A write to the journal failed: whatever was to follow it cannot be there, either. */
  private void takeBack(Throwable failure) {
    abandon();
    if (DiskFailure.isFull(failure)) {
      StreamException refusal = full("the journal could not be written", failure);
      handedOver.refuse(refusal);
      open.refuse(refusal);
    } else {
      gate.close("a commit failed", failure);
    }
    answer(handedOver);
    answer(open);
  }

  /** Takes back what is not shown, the newest first. */
  private void abandon() {
    try {
      open.abandon();
      handedOver.abandon();
    } catch (RuntimeException bug) {
      gate.close("a commit could not be taken back", bug);
    }
  }

  private void answer(Commit commit) {
    if (!gate.isOpen()) {
      commit.fail(gate.refusal());
    }
    commit.answer(replies);
    replies.send();
  }

  /**
   * Makes a change durable, behind all that was decided, and shows it.
   *
   * @throws StreamException if it was refused, or did not happen
   */
  <T> T commitAlone(Change<T> change, long nowMs) {
    finish();
    if (!gate.isOpen()) {
      throw gate.refusal();
    }
    try {
      change.prepare(open.frame(), nowMs);
      if (!open.frame().isEmpty()) {
        journal.commit(open.frame());
      }
      return change.apply();
    } catch (IOException failure) {
      if (DiskFailure.isFull(failure)) {
        throw full("the journal could not be written", failure);
      }
      gate.close("a commit failed", failure);
      throw gate.refusal();
    } finally {
      open.frame().clear();
    }
  }

  /** A call that went wrong has been answered. */
  void leave(Call call) {
    open.leave(call);
    handedOver.leave(call);
  }

  static StreamException full(String what, Throwable cause) {
    return StreamException.caused(
        ErrorCode.STORAGE_FULL, "the disk is full: " + what + "; nothing was stored", cause);
  }
}
