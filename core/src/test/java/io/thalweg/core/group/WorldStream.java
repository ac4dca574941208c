package io.thalweg.core.group;

/**
 * The stream of a world. Immutable. Sets of offsets are bits of a long, so it has at most {@link
 * #EVENTS_MAX} events.
 */
final class WorldStream {
  static final int EVENTS_MAX = 63;
  static final int PARTITIONS_MAX = 12;

  private final long[] eventsOf;
  private final long head;

  private WorldStream(long[] eventsOf, long head) {
    this.eventsOf = eventsOf;
    this.head = head;
  }

  /** With some events, spread over the partitions by turns. */
  static WorldStream of(int partitions, int events) {
    long[] eventsOf = new long[PARTITIONS_MAX];
    for (int i = 0; i < events; i++) {
      eventsOf[i % partitions] |= 1L << i;
    }
    return new WorldStream(eventsOf, events);
  }

  WorldStream with(int partition) {
    long[] more = eventsOf.clone();
    more[partition] |= 1L << head;
    return new WorldStream(more, head + 1);
  }

  long head() {
    return head;
  }

  long eventsOf(int partition) {
    return eventsOf[partition];
  }

  /** The events that are in a region, whatever its end. */
  long wanted(Region region) {
    long events = 0;
    int[] partitions = region.partitions();
    for (int i = 0; i < partitions.length; i++) {
      if (region.start(i) < region.end()) {
        events |= eventsOf[partitions[i]] & ~below(region.start(i));
      }
    }
    return events;
  }

  /** The events that are in a region. */
  long in(Region region) {
    return wanted(region) & below(region.end());
  }

  /** How far a read of a region comes that may find so many events. */
  long endOf(Region region, int limit) {
    long end = Math.min(head, region.end());
    long wanted = wanted(region) & below(end);
    for (int found = 1; found < limit && wanted != 0; found++) {
      wanted &= wanted - 1;
    }
    return wanted == 0 ? end : Long.numberOfTrailingZeros(wanted) + 1L;
  }

  static long below(long offset) {
    return offset >= 64 ? -1L : (1L << offset) - 1;
  }
}
