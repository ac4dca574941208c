package io.thalweg.core.group;

import io.thalweg.core.spi.EventFilter;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

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

  /** What is left after a part of it was read up to an offset. */
  Region after(Region part, long offset) {
    long[] raised = starts.clone();
    for (int i = 0; i < raised.length; i++) {
      if (part.covers(partitions[i])) {
        raised[i] = Math.max(raised[i], offset);
      }
    }
    return new Region(partitions, raised, end);
  }

  /** Whether all that the other one covers is in here, from the same offsets to the same end. */
  boolean hasPart(Region other) {
    for (int partition : other.partitions) {
      if (startOf(partition) != other.startOf(partition)) {
        return false;
      }
    }
    return end == other.end;
  }

  /** Only some partitions. */
  Region only(IntPredicate wanted) {
    int[] kept =
        IntStream.range(0, partitions.length).filter(i -> wanted.test(partitions[i])).toArray();
    return new Region(
        Arrays.stream(kept).map(i -> partitions[i]).toArray(),
        Arrays.stream(kept).mapToLong(i -> starts[i]).toArray(),
        end);
  }

  /** Without one partition. */
  Region without(int partition) {
    return only(other -> other != partition);
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
