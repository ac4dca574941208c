package io.thalweg.core.bus;

import io.thalweg.core.record.EventBlock;

/**
 * Events that are a worker's until it settles them or their time is over.
 *
 * @param events in offset order; may be empty
 * @param deliveries of each event: the how manyeth time it is handed out, from 1
 * @param lease names them together, in {@link SettleRequest}; {@link #NONE} without events
 * @param leaseMs how long the worker has from now on, in milliseconds
 * @param gapFrom events of the group from here to {@code gapTo} were removed by retention before
 *     they were settled; {@link #NO_GAP} if not
 */
public record LeaseReply(
    EventBlock events, int[] deliveries, long lease, long leaseMs, long gapFrom, long gapTo) {
  public static final long NONE = 0;
  public static final long NO_GAP = -1;
  private static final int[] NO_DELIVERIES = {};

  /** An answer without events. */
  public static LeaseReply nothing() {
    return new LeaseReply(EventBlock.empty(), NO_DELIVERIES, NONE, 0, NO_GAP, NO_GAP);
  }
}
