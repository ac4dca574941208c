package io.thalweg.core.model;

import io.thalweg.core.error.StreamException;

/**
 * What the creator of a shared group may choose besides. Fixed from then on.
 *
 * @param leaseMs how long a worker has for an event unless it says otherwise, in milliseconds,
 *     {@value #LEASE_MIN_MS} to {@value #LEASE_MAX_MS}
 * @param inFlightMax how many events may be handed out, or wait to be handed out again, or be
 *     passed over for their key's sake, at once: 1 to {@value #IN_FLIGHT_MAX}. At that number
 *     nothing new is handed out
 * @param deliveriesMax how often an event is handed out at the most, 1 to {@value #DELIVERIES_MAX};
 *     then it becomes a dead letter
 * @param backoffMs after how long an event that was given back is handed out again, in
 *     milliseconds; doubles with each delivery
 * @param backoffMaxMs where that doubling ends, in milliseconds, up to {@value #DELAY_MAX_MS}
 * @param deadLetter the stream for what could not be worked on; null for {@code
 *     <stream>.<group>.dead}
 */
public record QueueConfig(
    QueueOrder order,
    long leaseMs,
    int inFlightMax,
    int deliveriesMax,
    long backoffMs,
    long backoffMaxMs,
    StreamName deadLetter) {
  public static final long LEASE_MIN_MS = 100;
  public static final long LEASE_MAX_MS = 12 * 3_600_000L;
  public static final long DELAY_MAX_MS = 24 * 3_600_000L;
  public static final int IN_FLIGHT_MAX = 10_000;
  public static final int DELIVERIES_MAX = 1_000;

  /** No order, leases of 30 seconds, 1000 in flight, 5 deliveries, 1 second to 5 minutes. */
  public static final QueueConfig DEFAULT =
      new QueueConfig(QueueOrder.NONE, 30_000, 1_000, 5, 1_000, 300_000, null);

  /**
   * Checks the ranges.
   *
   * @throws StreamException {@code INVALID_REQUEST} naming the field at fault
   */
  public QueueConfig {
    checkLease(leaseMs);
    if (inFlightMax < 1 || inFlightMax > IN_FLIGHT_MAX) {
      throw StreamException.invalid("max_in_flight", "must be 1 to " + IN_FLIGHT_MAX);
    }
    if (deliveriesMax < 1 || deliveriesMax > DELIVERIES_MAX) {
      throw StreamException.invalid("max_deliveries", "must be 1 to " + DELIVERIES_MAX);
    }
    if (backoffMs < 0 || backoffMs > DELAY_MAX_MS) {
      throw StreamException.invalid("backoff", "must be 0s to 24h");
    }
    if (backoffMaxMs < backoffMs || backoffMaxMs > DELAY_MAX_MS) {
      throw StreamException.invalid("backoff_max", "must be from backoff up to 24h");
    }
  }

  /**
   * Checks the length of a lease.
   *
   * @throws StreamException {@code INVALID_REQUEST} on {@code lease}
   */
  public static void checkLease(long leaseMs) {
    if (leaseMs < LEASE_MIN_MS || leaseMs > LEASE_MAX_MS) {
      throw StreamException.invalid("lease", "must be 100ms to 12h");
    }
  }

  /** How long an event waits that was given back by its n-th delivery, in milliseconds. */
  public long backoffAfter(int deliveries) {
    long delay = backoffMs;
    for (int i = 1; i < deliveries && delay < backoffMaxMs; i++) {
      delay = Math.max(1, delay) * 2;
    }
    return backoffMs == 0 ? 0 : Math.min(delay, backoffMaxMs);
  }

  /** The same, with the dead letter stream named. */
  public QueueConfig withDeadLetter(StreamName name) {
    return new QueueConfig(
        order, leaseMs, inFlightMax, deliveriesMax, backoffMs, backoffMaxMs, name);
  }
}
