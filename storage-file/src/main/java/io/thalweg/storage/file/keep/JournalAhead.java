package io.thalweg.storage.file.keep;

import io.thalweg.storage.file.journal.Journal;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.io.IOException;

/**
 * Makes the journal's next file ready before it is needed, on a thread of its own. If that fails
 * the journal simply grows; no promise hangs on it.
 */
public final class JournalAhead {
  private static final Logger LOG = LoggerFactory.getLogger(JournalAhead.class);
  private static final long CHECK_MS = 50;
  private static final long IDLE_BYTES = 1024 * 1024;
  private static final long RETRY_MS = 1_000;

  private final Journal journal;
  private final Rounds rounds = new Rounds("thalweg-file-ahead", this::writeAhead);

  public JournalAhead(Journal journal) {
    this.journal = journal;
  }

  public void start() {
    rounds.start();
  }

  private long writeAhead() {
    // A server that hardly writes needs no large files.
    if (journal.wantsFileAhead() && journal.position().at() > IDLE_BYTES) {
      try {
        journal.writeAhead();
      } catch (IOException failure) {
        LOG.debug("no journal file could be written ahead", failure);
        return RETRY_MS;
      }
    }
    return CHECK_MS;
  }

  public void close() throws InterruptedException {
    rounds.close();
  }
}
