package io.thalweg.storage.redis;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import java.util.ArrayList;
import java.util.List;

/**
 * Goes through the entries of some partitions in the order of their offsets. Not thread-safe.
 *
 * <p>No offset is given twice, so each partition waits in the place of its next offset: a step
 * costs the same however many partitions there are. Places there are for a stretch of offsets at a
 * time.
 */
final class EntryMerge {
  private static final int STRETCH_MAX = 1024;

  private final EntryCursor[] places;
  private final List<EntryCursor> behindStretch = new ArrayList<>();
  private final long from;
  private final long to;
  private long stretchFrom;
  private int at;
  private EntryCursor last;

  /** Only of those in [from, to). */
  EntryMerge(List<EntryCursor> partitions, long from, long to) {
    this.from = from;
    this.to = to;
    this.places = new EntryCursor[(int) Math.max(0, Math.min(STRETCH_MAX, to - from))];
    this.at = places.length;
    for (EntryCursor partition : partitions) {
      if (toNext(partition)) {
        behindStretch.add(partition);
      }
    }
  }

  /** The partition that is at the next entry, or null if there is none. */
  EntryCursor next() {
    if (last != null && toNext(last) && !tookPlace(last)) {
      behindStretch.add(last);
    }
    last = null;
    while (last == null && (at < places.length || beginStretch())) {
      last = places[at];
      places[at++] = null;
    }
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

  /** At the lowest offset that is left; false if there is none. */
  private boolean beginStretch() {
    if (behindStretch.isEmpty()) {
      return false;
    }
    stretchFrom = Long.MAX_VALUE;
    for (EntryCursor partition : behindStretch) {
      stretchFrom = Math.min(stretchFrom, partition.offset);
    }
    at = 0;
    behindStretch.removeIf(this::tookPlace);
    return true;
  }

  private boolean tookPlace(EntryCursor partition) {
    long place = partition.offset - stretchFrom;
    if (place >= places.length) {
      return false;
    }
    if (places[(int) place] != null) {
      throw StreamException.of(
          ErrorCode.CORRUPT, "Redis holds two events with the offset " + partition.offset);
    }
    places[(int) place] = partition;
    return true;
  }
}
