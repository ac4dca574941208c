package io.thalweg.bench.base;

import java.util.Arrays;
import java.util.Optional;

/**
 * Which least work a base does: what happens before a publish is answered, how pages leave, how
 * frames are flushed.
 */
public enum BaseKind {
  /** Reads the body and answers; pages are copied; every frame is flushed by itself. */
  BARE("bare", Commit.NONE, false, false),
  /** Before the answer, group commit into a growing file. */
  BARE_FSYNC("bare-fsync", Commit.GROWING_FILE, false, false),
  /** Before the answer, group commit into blocks that were written beforehand. */
  BARE_AHEAD("bare-ahead", Commit.WRITTEN_AHEAD, false, false),
  /** Ready pages leave by {@code sendfile}. */
  BARE_SENDFILE("bare-sendfile", Commit.NONE, true, false),
  /** Frames share flushes. */
  BARE_FLUSH("bare-flush", Commit.NONE, false, true),
  /** Group commit before the answer and before the push; frames share flushes. */
  BARE_FLUSH_FSYNC("bare-flush-fsync", Commit.GROWING_FILE, false, true);

  enum Commit {
    NONE,
    GROWING_FILE,
    WRITTEN_AHEAD
  }

  private final String label;
  private final Commit commit;
  private final boolean sendsFiles;
  private final boolean sharesFlushes;

  BaseKind(String label, Commit commit, boolean sendsFiles, boolean sharesFlushes) {
    this.label = label;
    this.commit = commit;
    this.sendsFiles = sendsFiles;
    this.sharesFlushes = sharesFlushes;
  }

  public static Optional<BaseKind> labelled(String label) {
    return Arrays.stream(values()).filter(kind -> kind.label.equals(label)).findFirst();
  }

  /** The name on the command line and in reports. */
  public String label() {
    return label;
  }

  Commit commit() {
    return commit;
  }

  boolean sendsFiles() {
    return sendsFiles;
  }

  boolean sharesFlushes() {
    return sharesFlushes;
  }

  @Override
  public String toString() {
    return label;
  }
}
