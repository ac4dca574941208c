package io.thalweg.storage.file.keep;

import io.thalweg.storage.file.commit.Uninterrupted;
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
  private final Thread thread = new Thread(this::run, "thalweg-file-trash");
  private boolean closing;

  public TrashThread(Trash trash) {
    this.trash = trash;
  }

  public void start() {
    thread.start();
  }

  private void run() {
    while (pause(freeSome() ? BETWEEN_STEPS_MS : CHECK_MS)) {
      // Goes on.
    }
  }

  private boolean freeSome() {
    try {
      return trash.freeSome();
    } catch (IOException failure) {
      LOG.warn("a file that is not needed any more could not be deleted", failure);
      return false;
    }
  }

  private synchronized boolean pause(long ms) {
    if (!closing) {
      Uninterrupted.await(this, ms);
    }
    return !closing;
  }

  public void close() throws InterruptedException {
    synchronized (this) {
      closing = true;
      notifyAll();
    }
    thread.join();
  }
}
