package io.thalweg.core.spi;

/**
 * Where the events of one {@link StreamAppend} are. Kept as three arrays, or none: most batches lie
 * densely from their first offset.
 */
public final class AppendResult {
  private final int count;
  private final long firstOffset;
  private final long timestamp;
  private final int[] partitions;
  private final long[] offsets;
  private final long[] timestamps;
  private final int repeats;

  private AppendResult(
      int count,
      long firstOffset,
      long timestamp,
      int[] partitions,
      long[] offsets,
      long[] timestamps,
      int repeats) {
    this.count = count;
    this.firstOffset = firstOffset;
    this.timestamp = timestamp;
    this.partitions = partitions;
    this.offsets = offsets;
    this.timestamps = timestamps;
    this.repeats = repeats;
  }

  /**
   * All events were stored now, one after the other.
   *
   * @param partitions the partition of each event, or null if all are in partition 0; not copied
   */
  public static AppendResult dense(int count, long firstOffset, long timestamp, int[] partitions) {
    return new AppendResult(count, firstOffset, timestamp, partitions, null, null, 0);
  }

  /**
   * Some events were repeats of stored ones. The arrays hold an entry for each event and are not
   * copied.
   *
   * @param offsets the offset of each event; of a repeat {@code -1 - offset}
   */
  public static AppendResult withRepeats(long[] offsets, long[] timestamps, int[] partitions) {
    int repeats = 0;
    for (long offset : offsets) {
      repeats += offset < 0 ? 1 : 0;
    }
    return new AppendResult(offsets.length, -1, -1, partitions, offsets, timestamps, repeats);
  }

  /** The same places, of an append all of whose events had been stored before. */
  public AppendResult asRepeat() {
    return new AppendResult(count, firstOffset, timestamp, partitions, offsets, timestamps, count);
  }

  /**
   * Whether the events lie one after the other from the first one's offset, with one timestamp. No,
   * if they may not.
   */
  public boolean isDense() {
    return offsets == null;
  }

  /** Number of events in the append. */
  public int count() {
    return count;
  }

  /** How many of them had been stored before. */
  public int repeats() {
    return repeats;
  }

  /** The offset of the {@code i}-th event of the append. */
  public long offset(int i) {
    if (offsets == null) {
      return firstOffset + i;
    }
    return offsets[i] < 0 ? -1 - offsets[i] : offsets[i];
  }

  /** Which event has the lowest offset; the first one, unless there are repeats. */
  public int lowest() {
    int lowest = 0;
    for (int i = 1; offsets != null && i < count; i++) {
      lowest = offset(i) < offset(lowest) ? i : lowest;
    }
    return lowest;
  }

  /** Which event has the highest offset; the last one, unless there are repeats. */
  public int highest() {
    int highest = count - 1;
    for (int i = count - 2; offsets != null && i >= 0; i--) {
      highest = offset(i) > offset(highest) ? i : highest;
    }
    return highest;
  }

  /** The partition of the {@code i}-th event. */
  public int partition(int i) {
    return partitions == null ? 0 : partitions[i];
  }

  /** The timestamp of the {@code i}-th event, epoch milliseconds. */
  public long timestamp(int i) {
    return timestamps == null ? timestamp : timestamps[i];
  }

  /** Whether the {@code i}-th event had been stored before, by its id or by the batch's stamp. */
  public boolean repeat(int i) {
    return repeats == count || (offsets != null && offsets[i] < 0);
  }
}
