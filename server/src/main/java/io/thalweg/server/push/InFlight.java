package io.thalweg.server.push;

import io.thalweg.core.record.EventBlock;
import io.thalweg.core.record.EventCursor;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntPredicate;

/**
 * The events that a member was sent and has not acknowledged, some thousands at most. Not
 * thread-safe.
 */
final class InFlight {
  private static final int NOT_FOUND = -1;

  private long[] offsets = new long[16];
  private int[] partitions = new int[16];
  private long[] generations = new long[16];
  private int count;
  private long lastSent = -1;

  /** An event: where it is, and in which generation of the group it was sent. */
  record Sent(int partition, long offset, long generation) {}

  int count() {
    return count;
  }

  /** Whether any event was ever sent at or above the offset. */
  boolean hasReached(long offset) {
    return offset <= lastSent;
  }

  void add(EventBlock events, long generation) {
    EventCursor event = events.cursor();
    while (event.next()) {
      add(event.partition(), event.offset(), generation);
    }
  }

  void add(int partition, long offset, long generation) {
    if (count == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * count);
      partitions = Arrays.copyOf(partitions, 2 * count);
      generations = Arrays.copyOf(generations, 2 * count);
    }
    offsets[count] = offset;
    partitions[count] = partition;
    generations[count++] = generation;
    lastSent = Math.max(lastSent, offset);
  }

  /** The event at the offset, or null if it is not in flight. */
  Sent at(long offset) {
    int i = indexOf(offset);
    return i == NOT_FOUND ? null : new Sent(partitions[i], offset, generations[i]);
  }

  boolean has(int partition) {
    for (int i = 0; i < count; i++) {
      if (partitions[i] == partition) {
        return true;
      }
    }
    return false;
  }

  /** Takes the event out, and all before it in its partition. */
  void removeUpTo(Sent event) {
    removeIf(i -> partitions[i] == event.partition() && offsets[i] <= event.offset());
  }

  /** Takes the event out, and all behind it in its partition. */
  void removeFrom(Sent event) {
    removeIf(i -> partitions[i] == event.partition() && offsets[i] >= event.offset());
  }

  /** Takes out what is in the partition. */
  void remove(int partition) {
    removeIf(i -> partitions[i] == partition);
  }

  /** Takes out what is in other partitions than these; returns which. */
  BitSet keepOnly(BitSet wantedPartitions) {
    BitSet removed = new BitSet();
    removeIf(
        i -> {
          boolean unwanted = !wantedPartitions.get(partitions[i]);
          if (unwanted) {
            removed.set(partitions[i]);
          }
          return unwanted;
        });
    return removed;
  }

  /** The offset behind the last event of the partition; 0 if there is none. */
  long endOf(int partition) {
    long end = 0;
    for (int i = 0; i < count; i++) {
      if (partitions[i] == partition) {
        end = Math.max(end, offsets[i] + 1);
      }
    }
    return end;
  }

  private int indexOf(long offset) {
    for (int i = 0; i < count; i++) {
      if (offsets[i] == offset) {
        return i;
      }
    }
    return NOT_FOUND;
  }

  private void removeIf(IntPredicate index) {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (!index.test(i)) {
        offsets[kept] = offsets[i];
        partitions[kept] = partitions[i];
        generations[kept++] = generations[i];
      }
    }
    count = kept;
  }
}
