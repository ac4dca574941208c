package io.thalweg.storage.file.commit;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;

/**
 * Open until the first failure that leaves unknown what is on the disk; closed for good from then
 * on. Thread-safe.
 */
public final class WriteGate {
  private static final Logger LOG = LoggerFactory.getLogger(WriteGate.class);

  private volatile String reason;

  public boolean isOpen() {
    return reason == null;
  }

  /** Why it is closed, or null. */
  public String reason() {
    return reason;
  }

  public synchronized void close(String what, Throwable cause) {
    if (reason == null) {
      reason = what + ": " + cause.getMessage();
      LOG.error(
          "writing is closed until a restart, because a failure left the outcome of a write"
              + " unknown: "
              + reason,
          cause);
    }
  }

  public StreamException refusal() {
    return StreamException.of(
        ErrorCode.WRITES_CLOSED,
        "writing is closed until the server is restarted, because a storage failure left the"
            + " outcome of a write unknown: "
            + reason);
  }
}
