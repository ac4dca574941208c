package io.thalweg.storage.file.keep;

import io.thalweg.storage.file.checkpoint.Checkpoint;
import io.thalweg.storage.file.checkpoint.Checkpoints;
import io.thalweg.storage.file.commit.Backlog;
import io.thalweg.storage.file.commit.Uninterrupted;
import io.thalweg.storage.file.commit.WriteGate;
import io.thalweg.storage.file.disk.DiskFailure;
import io.thalweg.storage.file.journal.Journal;
import io.thalweg.storage.file.journal.JournalFiles;
import io.thalweg.storage.file.stream.StreamLog;
import io.thalweg.storage.file.stream.Streams;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Works behind the commits on a thread of its own: writes records from memory to segments, takes
 * checkpoints, lets go of journal files. Its thread is never interrupted.
 */
public final class Keeper implements Backlog {
  private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
  private static final long RETRY_MS = 200;
  private static final int JOURNAL_FILES_MAX = 8;

  private final Streams streams;
  private final SegmentFlush flush;
  private final Checkpoints checkpoints;
  private final Journal journal;
  private final JournalFiles journalFiles;
  private final WriteGate gate;
  private final Graveyard graveyard;
  private final Thread thread = new Thread(this::run, "thalweg-file-keeper");
  private Consumer<Consumer<Checkpoint>> snapshots = whenTaken -> {};

  // Guarded by this.
  private boolean closing;
  private boolean full;
  private boolean snapshotAsked;
  private boolean snapshotRefused;
  private Checkpoint snapshot;
  private long checkpointedFile;

  public Keeper(
      Streams streams,
      SegmentFlush flush,
      Graveyard graveyard,
      Checkpoints checkpoints,
      Journal journal,
      JournalFiles journalFiles,
      WriteGate gate) {
    this.streams = streams;
    this.flush = flush;
    this.graveyard = graveyard;
    this.checkpoints = checkpoints;
    this.journal = journal;
    this.journalFiles = journalFiles;
    this.gate = gate;
  }

  /**
   * Starts.
   *
   * @param takeSnapshot asks the commit thread for a checkpoint, which it gives to the consumer; or
   *     null, if that has too much to do already
   * @param firstFile the journal file in which a recovery would begin now
   */
  public void start(Consumer<Consumer<Checkpoint>> takeSnapshot, long firstFile) {
    snapshots = takeSnapshot;
    checkpointedFile = firstFile;
    thread.start();
  }

  @Override
  public void committed(StreamLog stream) {
    if (flush.isDue(stream)) {
      wake();
    }
  }

  @Override
  public void committed() {
    if (isCheckpointDue()) {
      wake();
    }
  }

  /** Something to be removed waits for a checkpoint. */
  public void wake() {
    synchronized (this) {
      notifyAll();
    }
  }

  @Override
  public boolean awaitRoom() {
    if (!isCrowded()) {
      return true;
    }
    synchronized (this) {
      notifyAll();
      while (isCrowded() && !full && gate.isOpen()) {
        Uninterrupted.await(this, RETRY_MS);
      }
      return !isCrowded();
    }
  }

  @Override
  public boolean isCrowded() {
    return flush.isCrowded() || isJournalCrowded();
  }

  /** Only once the commit thread has given its part of the next checkpoint may it wait for it. */
  private synchronized boolean isJournalCrowded() {
    return snapshot != null && journal.position().file() - checkpointedFile > JOURNAL_FILES_MAX;
  }

  private synchronized boolean isCheckpointDue() {
    return journal.position().file() > checkpointedFile || graveyard.isWaiting();
  }

  /** Whether the disk had no room when this was last tried. */
  public synchronized boolean isFull() {
    return full;
  }

  private void run() {
    while (awaitWork()) {
      try {
        work();
        setFull(false);
      } catch (IOException | RuntimeException failure) {
        if (!DiskFailure.isFull(failure)) {
          gate.close("a segment or the manifest could not be written", failure);
          return;
        }
        if (!isFull()) {
          LOG.warn("the disk is full; what is committed waits in the journal", failure);
        }
        setFull(true);
      }
    }
  }

  private void work() throws IOException {
    flush.flushDue(streams.all());
    wake();
    Checkpoint taken = takenSnapshot();
    if (taken != null) {
      write(taken);
    } else if (isCheckpointDue()) {
      askForSnapshot();
    }
  }

  private void askForSnapshot() {
    synchronized (this) {
      if (snapshotAsked) {
        return;
      }
      snapshotAsked = true;
    }
    graveyard.beforeCheckpoint();
    snapshots.accept(this::snapshotTaken);
  }

  private synchronized void snapshotTaken(Checkpoint taken) {
    snapshot = taken;
    snapshotAsked = taken != null;
    snapshotRefused = taken == null;
    notifyAll();
  }

  private synchronized Checkpoint takenSnapshot() {
    return snapshot;
  }

  private void write(Checkpoint checkpoint) throws IOException {
    flush.flushForCheckpoint(streams.all());
    flush.syncAll();
    checkpoints.write(checkpoint);
    journalFiles.retireBelow(checkpoint.position().file());
    synchronized (this) {
      checkpointedFile = checkpoint.position().file();
      snapshot = null;
      snapshotAsked = false;
      notifyAll();
    }
    graveyard.bury(checkpoint, flush);
  }

  private synchronized boolean awaitWork() {
    if ((full || snapshotRefused) && !closing) {
      snapshotRefused = false;
      Uninterrupted.await(this, RETRY_MS);
    }
    while (!closing && !hasWork()) {
      Uninterrupted.await(this);
    }
    return !closing;
  }

  private boolean hasWork() {
    return flush.hasDue() || snapshot != null || (isCheckpointDue() && !snapshotAsked);
  }

  private synchronized void setFull(boolean now) {
    full = now;
    notifyAll();
  }

  /** Ends the thread; what it has not done yet is done by {@link #finish}. */
  public void close() throws InterruptedException {
    synchronized (this) {
      closing = true;
      notifyAll();
    }
    thread.join();
  }

  /** After the last commit and {@link #close}: leaves nothing for the next start to replay. */
  public void finish() throws IOException {
    if (!gate.isOpen()) {
      return;
    }
    graveyard.beforeCheckpoint();
    Checkpoint last = checkpoints.take(streams, journal.position());
    flush.flushForCheckpoint(streams.all());
    flush.syncAll();
    flush.writeIndexes();
    checkpoints.writeClean(last);
    journalFiles.retireBelow(last.position().file());
    graveyard.bury(last, flush);
  }
}
