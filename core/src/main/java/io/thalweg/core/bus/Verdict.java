package io.thalweg.core.bus;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.QueueConfig;

/** What a worker says of events that it has leased. */
public sealed interface Verdict {
  /** They are done. */
  record Ack() implements Verdict {}

  /**
   * They are to be tried again, if they have been handed out fewer times than the group allows;
   * otherwise they become dead letters.
   *
   * @param delayMs after how long, in milliseconds; {@link #BACKOFF} for what the group was created
   *     with
   * @param reason what a dead letter will say, or null
   */
  record Nack(long delayMs, String reason) implements Verdict {
    public static final long BACKOFF = -1;
    public static final int REASON_MAX = 200;

    public Nack {
      if (delayMs != BACKOFF && (delayMs < 0 || delayMs > QueueConfig.DELAY_MAX_MS)) {
        throw StreamException.invalid("delay", "must be 0s to 24h");
      }
      if (reason != null && reason.length() > REASON_MAX) {
        throw StreamException.invalid("reason", "must be at most " + REASON_MAX + " characters");
      }
    }
  }

  /**
   * They take longer.
   *
   * @param leaseMs how much longer, from now on, in milliseconds; {@link LeaseRequest#AS_CREATED}
   */
  record Extend(long leaseMs) implements Verdict {
    public Extend {
      if (leaseMs != LeaseRequest.AS_CREATED) {
        QueueConfig.checkLease(leaseMs);
      }
    }
  }

  /** They never reached a worker: that does not count as a delivery. */
  record Undelivered() implements Verdict {}
}
