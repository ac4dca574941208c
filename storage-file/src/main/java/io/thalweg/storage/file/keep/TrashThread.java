package io.thalweg.storage.file.keep;

import io.thalweg.storage.file.segment.Trash;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.io.IOException;

/**
 * Frees what is in the trash, slowly, so that commits hardly feel it. What is left when it ends is
 * there at the next start.
 */
public final class TrashThread {
  private static final Logger LOG = LoggerFactory.getLogger(TrashThread.class);
  private static final long CHECK_MS = 200;
  private static final long BETWEEN_STEPS_MS = 2;

  private final Trash trash;
  private final Rounds rounds = new Rounds("thalweg-file-trash", this::freeSome);

  public TrashThread(Trash trash) {
    this.trash = trash;
  }

  public void start() {
    rounds.start();
  }

  private long freeSome() {
    try {
      return trash.freeSome() ? BETWEEN_STEPS_MS : CHECK_MS;
    } catch (IOException failure) {
      LOG.warn("a file that is not needed any more could not be deleted", failure);
      return CHECK_MS;
    }
  }

  public void close() throws InterruptedException {
    rounds.close();
  }
}
