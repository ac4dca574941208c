package io.thalweg.core.group.queue;

/**
 * What a worker gets.
 *
 * @param lease 0 if it gets nothing
 * @param until when the lease ends, on the coordinator's clock
 * @param offsets the events, ascending
 * @param deliveries of each of them
 * @param changed whether anything changed, be it that events were only passed over
 */
record Handed(long lease, long until, long[] offsets, int[] deliveries, boolean changed) {
  static final Handed NOTHING = new Handed(0, 0, new long[0], new int[0], false);

  boolean isEmpty() {
    return offsets.length == 0;
  }
}
