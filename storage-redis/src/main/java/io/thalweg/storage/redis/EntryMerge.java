package io.thalweg.storage.redis;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Goes through the entries of some partitions in the order of their offsets. Not thread-safe. */
final class EntryMerge {
  private final PriorityQueue<EntryCursor> open =
      new PriorityQueue<>(Comparator.comparingLong(each -> each.offset));
  private final long from;
  private final long to;
  private EntryCursor last;

  /** Only of those in [from, to). */
  EntryMerge(List<EntryCursor> partitions, long from, long to) {
    this.from = from;
    this.to = to;
    for (EntryCursor partition : partitions) {
      if (toNext(partition)) {
        open.add(partition);
      }
    }
  }

  /** The partition that is at the next entry, or null if there is none. */
  EntryCursor next() {
    if (last != null && toNext(last)) {
      open.add(last);
    }
    last = open.poll();
    return last;
  }

  private boolean toNext(EntryCursor partition) {
    while (partition.next()) {
      if (partition.offset >= from) {
        return partition.offset < to;
      }
    }
    return false;
  }
}
