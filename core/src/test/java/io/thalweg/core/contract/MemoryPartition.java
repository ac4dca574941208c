package io.thalweg.core.contract;

import io.thalweg.core.model.PartitionStats;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Where one partition's retained events are in their stream. Not thread-safe. */
final class MemoryPartition {
  private final List<Long> offsets = new ArrayList<>();
  private long nextOrdinal;

  /** Takes the event at the offset in; returns its ordinal. */
  long add(long offset) {
    offsets.add(offset);
    return nextOrdinal++;
  }

  long countFrom(long offset) {
    int found = Collections.binarySearch(offsets, offset);
    return offsets.size() - (found < 0 ? -1 - found : found);
  }

  void removeBelow(long minOffset) {
    offsets.subList(0, offsets.size() - (int) countFrom(minOffset)).clear();
  }

  PartitionStats stats(int partition, long head) {
    return offsets.isEmpty()
        ? new PartitionStats(partition, 0, head, head - 1)
        : new PartitionStats(
            partition, offsets.size(), offsets.get(0), offsets.get(offsets.size() - 1));
  }
}
