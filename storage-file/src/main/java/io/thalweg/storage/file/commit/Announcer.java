package io.thalweg.storage.file.commit;

import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.StreamChangeListener;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;

/**
 * Tells of what has become durable: the keeper, who takes care of it, and the listener, who wakes
 * readers. Owned by the commit thread, but anyone may set the listener.
 */
final class Announcer {
  private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

  private final Backlog backlog;
  private volatile StreamChangeListener listener = stream -> {};

  Announcer(Backlog backlog) {
    this.backlog = backlog;
  }

  void onStreamChange(StreamChangeListener newListener) {
    listener = newListener;
  }

  /** Shows a commit that is durable. */
  void publish(Commit commit) {
    commit.publish(
        stream -> {
          backlog.committed(stream);
          tell(stream.name());
        });
    backlog.committed();
  }

  /** A change of the catalog has been shown. */
  void changed(Change<?> change) {
    change.changed().forEach(this::tell);
    backlog.committed();
  }

  private void tell(StreamName stream) {
    try {
      listener.changed(stream);
    } catch (RuntimeException bug) {
      LOG.error("a listener failed on a change of stream " + stream, bug);
    }
  }
}
