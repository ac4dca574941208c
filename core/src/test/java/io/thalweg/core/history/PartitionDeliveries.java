package io.thalweg.core.history;

import java.util.Arrays;

/** The events of one partition in the final log, and when each was first given to somebody. */
final class PartitionDeliveries {
  private static final long NEVER = Long.MAX_VALUE;

  private long[] offsets = new long[16];
  private int size;
  private long[] first;
  private long[] latestOfFirst;

  /** In ascending order; before anything else. */
  void addEvent(long offset) {
    if (size == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * size);
    }
    offsets[size++] = offset;
  }

  /** Its place among the partition's events; negative if there is no such event. */
  int indexOf(long offset) {
    return Arrays.binarySearch(offsets, 0, size, offset);
  }

  /** Notes that an event was delivered by a call that began then. */
  void delivered(int index, long begun) {
    times()[index] = Math.min(times()[index], begun);
    latestOfFirst = null;
  }

  /** Nobody need get what is below. */
  void excuseBelow(long offset) {
    Arrays.fill(times(), 0, countBelow(offset), Long.MIN_VALUE);
    latestOfFirst = null;
  }

  /** Whether all events below were delivered by calls that began before then. */
  boolean allDeliveredBelow(long offset, long time) {
    int below = countBelow(offset);
    return below == 0 || latest()[below - 1] < time;
  }

  int undelivered() {
    return (int) Arrays.stream(times()).filter(time -> time == NEVER).count();
  }

  private int countBelow(long offset) {
    int at = indexOf(offset);
    return at < 0 ? -at - 1 : at;
  }

  private long[] times() {
    if (first == null) {
      first = new long[size];
      Arrays.fill(first, NEVER);
    }
    return first;
  }

  private long[] latest() {
    if (latestOfFirst == null) {
      latestOfFirst = times().clone();
      for (int i = 1; i < size; i++) {
        latestOfFirst[i] = Math.max(latestOfFirst[i], latestOfFirst[i - 1]);
      }
    }
    return latestOfFirst;
  }
}
