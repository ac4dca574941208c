package io.thalweg.core.group;

import io.thalweg.core.spi.EventFilter;
import java.util.Arrays;

/**
 * A part of a stream as one read covers it: some partitions, each from an offset of its own, all up
 * to one end. A partition whose start is not below the end has nothing in it. Immutable.
 */
final class Region {
  /** The end of a region that reaches as far as the stream does. */
  static final long OPEN = Long.MAX_VALUE;

  private final int[] partitions;
  private final long[] starts;
  private final long end;

  /** Takes the arrays as they are; they must not be changed afterwards. */
  Region(int[] partitions, long[] starts, long end) {
    this.partitions = partitions;
    this.starts = starts;
    this.end = end;
  }

  int[] partitions() {
    return partitions;
  }

  long start(int i) {
    return starts[i];
  }

  /** The offset behind the region. */
  long end() {
    return end;
  }

  /** Where a read must start. */
  long from() {
    return Arrays.stream(starts).min().orElse(end);
  }

  boolean isEmpty() {
    return from() >= end;
  }

  boolean covers(int partition) {
    int i = Arrays.binarySearch(partitions, partition);
    return i >= 0 && starts[i] < end;
  }

  /** The first offset of the partition in here, or {@link #OPEN} if nothing of it is. */
  long startOf(int partition) {
    int i = Arrays.binarySearch(partitions, partition);
    return i >= 0 && starts[i] < end ? starts[i] : OPEN;
  }

  /** The part below an offset. */
  Region until(long offset) {
    return new Region(partitions, starts, Math.min(end, offset));
  }

  /** The part at and above an offset. */
  Region from(long offset) {
    long[] raised = starts.clone();
    for (int i = 0; i < raised.length; i++) {
      raised[i] = Math.max(raised[i], offset);
    }
    return new Region(partitions, raised, end);
  }

  /** Without one partition. */
  Region without(int partition) {
    int i = Arrays.binarySearch(partitions, partition);
    if (i < 0) {
      return this;
    }
    int[] fewer = new int[partitions.length - 1];
    long[] fewerStarts = new long[fewer.length];
    System.arraycopy(partitions, 0, fewer, 0, i);
    System.arraycopy(starts, 0, fewerStarts, 0, i);
    System.arraycopy(partitions, i + 1, fewer, i, fewer.length - i);
    System.arraycopy(starts, i + 1, fewerStarts, i, fewer.length - i);
    return new Region(fewer, fewerStarts, end);
  }

  /** What a read of this region wants; the region must not be empty. */
  EventFilter filter() {
    long[] byPartition = new long[partitions[partitions.length - 1] + 1];
    Arrays.fill(byPartition, -1);
    for (int i = 0; i < partitions.length; i++) {
      byPartition[partitions[i]] = starts[i];
    }
    return EventFilter.starts(byPartition);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Region region
        && end == region.end
        && Arrays.equals(partitions, region.partitions)
        && Arrays.equals(starts, region.starts);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(partitions) + Arrays.hashCode(starts)) + Long.hashCode(end);
  }

  @Override
  public String toString() {
    return Arrays.toString(partitions) + " from " + Arrays.toString(starts) + " to " + end;
  }
}
