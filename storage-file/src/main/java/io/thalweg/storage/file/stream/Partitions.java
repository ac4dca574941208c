package io.thalweg.storage.file.stream;

import io.thalweg.storage.file.disk.ByteSink;
import io.thalweg.storage.file.disk.ByteSource;
import java.util.Arrays;

/**
 * The counters of a stream's partitions. Owned by the commit thread; a commit that fails takes its
 * steps back. Steps are numbered for ever.
 */
public final class Partitions {
  /** What {@link #first} says when nobody has looked yet. */
  public static final long UNKNOWN = -1;

  private long[] next;
  private long[] floor;
  private long[] first;
  private long[] last;
  private long[] lastBefore = new long[16];
  private long settled;
  private int steps;

  Partitions(int count) {
    next = new long[count];
    floor = new long[count];
    first = filled(count, UNKNOWN);
    last = filled(count, UNKNOWN);
  }

  public int count() {
    return next.length;
  }

  void raiseTo(int count) {
    int before = next.length;
    next = Arrays.copyOf(next, count);
    floor = Arrays.copyOf(floor, count);
    first = Arrays.copyOf(first, count);
    last = Arrays.copyOf(last, count);
    Arrays.fill(first, before, count, UNKNOWN);
    Arrays.fill(last, before, count, UNKNOWN);
  }

  /** The ordinal of an event that is appended to the partition. */
  long append(int partition, long offset) {
    if (steps == lastBefore.length) {
      lastBefore = Arrays.copyOf(lastBefore, 2 * steps);
    }
    lastBefore[steps++] = last[partition];
    last[partition] = offset;
    if (next[partition] == floor[partition]) {
      first[partition] = offset;
    }
    return next[partition]++;
  }

  /** The number that the next step will get. */
  long steps() {
    return settled + steps;
  }

  /**
   * Takes an append back.
   *
   * @param step its number
   * @param from the offset from which on everything is taken back; call in ascending order
   */
  void undo(long step, int partition, long from) {
    next[partition]--;
    if (last[partition] >= from) {
      last[partition] = lastBefore[(int) (step - settled)];
    }
  }

  void forgetSteps(long from) {
    steps = (int) (from - settled);
  }

  /** What was appended before a step is durable now. */
  void settle(long before) {
    int done = (int) (before - settled);
    steps -= done;
    System.arraycopy(lastBefore, done, lastBefore, 0, steps);
    settled = before;
  }

  /** The ordinal of the partition's next event. */
  public long next(int partition) {
    return next[partition];
  }

  /** How many of the partition's events have been removed. */
  public long floor(int partition) {
    return floor[partition];
  }

  /** How many are retained. */
  public long retained(int partition) {
    return next[partition] - floor[partition];
  }

  /** The newest event's offset, or {@link #UNKNOWN} if there never was one. */
  public long last(int partition) {
    return last[partition];
  }

  /** The oldest retained event's offset if that is known, or {@link #UNKNOWN}. */
  public long first(int partition, long minOffset) {
    return first[partition] >= minOffset ? first[partition] : UNKNOWN;
  }

  /** Remembers what a search found. */
  void firstFound(int partition, long offset) {
    first[partition] = offset;
  }

  void trim(long[] floors) {
    System.arraycopy(floors, 0, floor, 0, Math.min(floors.length, floor.length));
  }

  void writeTo(ByteSink sink) {
    sink.putInt(next.length);
    for (int i = 0; i < next.length; i++) {
      sink.putLong(next[i]).putLong(floor[i]).putLong(first[i]).putLong(last[i]);
    }
  }

  static Partitions readFrom(ByteSource source) {
    Partitions partitions = new Partitions(source.readInt());
    for (int i = 0; i < partitions.next.length; i++) {
      partitions.next[i] = source.readLong();
      partitions.floor[i] = source.readLong();
      partitions.first[i] = source.readLong();
      partitions.last[i] = source.readLong();
    }
    return partitions;
  }

  private static long[] filled(int count, long value) {
    long[] values = new long[count];
    Arrays.fill(values, value);
    return values;
  }
}
