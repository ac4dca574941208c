package io.thalweg.storage.file.stream;

import io.thalweg.storage.file.disk.ByteSink;
import io.thalweg.storage.file.disk.ByteSource;
import java.util.Arrays;

/**
 * The event ids that a stream has seen within its dedup window, oldest first: a ring of entries (36
 * bytes each) and a hash table of indexes into it. Owned by the commit thread.
 *
 * <p>Entries are numbered for ever; number {@code n} lies in slot {@code n & (capacity - 1)}.
 */
public final class DedupWindow {
  private static final int ABSENT = -1;
  private static final int CAPACITY_MIN = 16;

  private final IdBudget budget;
  private long oldest;
  private long end;
  private long[] high = new long[0];
  private long[] low = high;
  private long[] offsets = high;
  private long[] timestamps = high;
  private int[] partitions = new int[0];
  private int[] table = new int[0];

  DedupWindow(IdBudget budget) {
    this.budget = budget;
  }

  public int size() {
    return (int) (end - oldest);
  }

  /** The number that the next entry will get. */
  long end() {
    return end;
  }

  /** The slot of the id, or a negative number. */
  int find(Fingerprints id) {
    if (table.length == 0) {
      return ABSENT;
    }
    int mask = table.length - 1;
    for (int i = (int) id.low() & mask; table[i] != ABSENT; i = (i + 1) & mask) {
      int slot = table[i];
      if (low[slot] == id.low() && high[slot] == id.high()) {
        return slot;
      }
    }
    return ABSENT;
  }

  long offset(int slot) {
    return offsets[slot];
  }

  long timestamp(int slot) {
    return timestamps[slot];
  }

  int partition(int slot) {
    return partitions[slot];
  }

  /** Remembers an id that {@link #find} did not know. */
  void add(long idHigh, long idLow, long offset, long timestamp, int partition) {
    if (size() == high.length) {
      resize(Math.max(CAPACITY_MIN, 2 * high.length));
    }
    int slot = (int) (end & (high.length - 1));
    high[slot] = idHigh;
    low[slot] = idLow;
    offsets[slot] = offset;
    timestamps[slot] = timestamp;
    partitions[slot] = partition;
    end++;
    link(slot);
    budget.take();
  }

  /** Forgets what was stored before {@code timestamp}. */
  void expire(long timestamp) {
    int expired = 0;
    while (oldest < end && timestamps[(int) (oldest & (high.length - 1))] < timestamp) {
      unlink((int) (oldest & (high.length - 1)));
      oldest++;
      expired++;
    }
    budget.giveBack(expired);
    if (high.length > CAPACITY_MIN && size() < high.length / 8) {
      resize(Math.max(CAPACITY_MIN, high.length / 4));
    }
  }

  /** Forgets the newest entries, down to and with number {@code from}. */
  void undo(long from) {
    long down = Math.max(from, oldest);
    budget.giveBack((int) (end - down));
    while (end > down) {
      end--;
      unlink((int) (end & (high.length - 1)));
    }
  }

  void clear() {
    budget.giveBack(size());
    oldest = end;
    high = new long[0];
    low = high;
    offsets = high;
    timestamps = high;
    partitions = new int[0];
    table = new int[0];
  }

  void writeTo(ByteSink sink) {
    sink.putInt(size());
    for (long n = oldest; n < end; n++) {
      int slot = (int) (n & (high.length - 1));
      sink.putLong(high[slot]).putLong(low[slot]).putLong(offsets[slot]);
      sink.putLong(timestamps[slot]).putInt(partitions[slot]);
    }
  }

  void readFrom(ByteSource source) {
    int count = source.readInt();
    for (int i = 0; i < count; i++) {
      add(
          source.readLong(),
          source.readLong(),
          source.readLong(),
          source.readLong(),
          source.readInt());
    }
  }

  private void resize(int capacity) {
    long[] newHigh = new long[capacity];
    long[] newLow = new long[capacity];
    long[] newOffsets = new long[capacity];
    long[] newTimestamps = new long[capacity];
    int[] newPartitions = new int[capacity];
    for (long n = oldest; n < end; n++) {
      int from = (int) (n & (high.length - 1));
      int to = (int) (n & (capacity - 1));
      newHigh[to] = high[from];
      newLow[to] = low[from];
      newOffsets[to] = offsets[from];
      newTimestamps[to] = timestamps[from];
      newPartitions[to] = partitions[from];
    }
    high = newHigh;
    low = newLow;
    offsets = newOffsets;
    timestamps = newTimestamps;
    partitions = newPartitions;
    table = new int[2 * capacity];
    Arrays.fill(table, ABSENT);
    for (long n = oldest; n < end; n++) {
      link((int) (n & (capacity - 1)));
    }
  }

  private void link(int slot) {
    int mask = table.length - 1;
    int i = (int) low[slot] & mask;
    while (table[i] != ABSENT) {
      i = (i + 1) & mask;
    }
    table[i] = slot;
  }

  /** Removes from the table and closes the gap, so that no search ends too early. */
  private void unlink(int slot) {
    int mask = table.length - 1;
    int gap = (int) low[slot] & mask;
    while (table[gap] != slot) {
      gap = (gap + 1) & mask;
    }
    for (int i = (gap + 1) & mask; table[i] != ABSENT; i = (i + 1) & mask) {
      int home = (int) low[table[i]] & mask;
      if (((i - home) & mask) >= ((i - gap) & mask)) {
        table[gap] = table[i];
        gap = i;
      }
    }
    table[gap] = ABSENT;
  }
}
