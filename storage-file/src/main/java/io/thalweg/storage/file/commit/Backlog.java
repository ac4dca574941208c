package io.thalweg.storage.file.commit;

import io.thalweg.storage.file.stream.StreamLog;

/** Who takes care of what was committed to the journal only. */
public interface Backlog {
  /** More of a stream is durable in the journal and waits for its segment. */
  void committed(StreamLog stream);

  /** A commit is done; the journal may have gone on to another file. */
  void committed();

  /** Whether so much waits that no more may come. */
  boolean isCrowded();

  /**
   * Waits until there is room for more to wait.
   *
   * @return false if there will be none before the disk has room again
   */
  boolean awaitRoom();
}
