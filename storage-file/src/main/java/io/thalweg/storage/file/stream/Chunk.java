package io.thalweg.storage.file.stream;

import io.thalweg.core.record.RecordFormat;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A run of a stream's newest records in memory. Written by the commit thread only; others read what
 * lies below the stream's durable head, which never changes again.
 */
public final class Chunk {
  private static final int MARK_BYTES = 4096;
  private static final int FREE = 0;
  private static final int HELD = 1;
  private static final int GIVEN_UP = 2;

  private final long baseOffset;
  private final long basePosition;
  private final byte[] bytes;
  private final int[] marks;
  private final long[] markOffsets;
  private int length;
  private int markCount;
  private volatile int marksPublished;
  private final AtomicInteger use = new AtomicInteger(FREE);
  private boolean cached;

  /** An empty chunk. */
  Chunk(long baseOffset, long basePosition, byte[] memory) {
    this.baseOffset = baseOffset;
    this.basePosition = basePosition;
    this.bytes = memory;
    int marksMax = bytes.length / MARK_BYTES + 1;
    this.marks = new int[marksMax];
    this.markOffsets = new long[marksMax];
  }

  public long baseOffset() {
    return baseOffset;
  }

  public long basePosition() {
    return basePosition;
  }

  /** The records. Not to be written to; a reader must {@link #hold} them before. */
  public byte[] array() {
    return bytes;
  }

  /**
   * Keeps the records where they are for as long as anybody has the array.
   *
   * @return false if that is too late: the chunk has left its tail, and the array has other records
   */
  public boolean hold() {
    return use.get() == HELD || use.compareAndSet(FREE, HELD) || use.get() == HELD;
  }

  /** Lets go of the array unless it is held; then nobody can hold it any more. */
  boolean giveUp() {
    return use.compareAndSet(FREE, GIVEN_UP);
  }

  /** Whether the keeper has not yet taken it into the cache; it has afterwards. Keeper only. */
  public boolean keepCached() {
    boolean isNew = !cached;
    cached = true;
    return isNew;
  }

  int capacity() {
    return bytes.length;
  }

  int room() {
    return bytes.length - length;
  }

  int length() {
    return length;
  }

  /** Where the commit thread's next record will start. */
  long endPosition() {
    return basePosition + length;
  }

  /** Copies records in; the caller places them at the returned index and then marks them. */
  int copyIn(byte[] source, int from, int count) {
    int at = length;
    System.arraycopy(source, from, bytes, at, count);
    length += count;
    return at;
  }

  /** Remembers where a record starts, if it is time for another mark. */
  void mark(long offset, int at) {
    if (markCount == 0 || at - marks[markCount - 1] >= MARK_BYTES) {
      marks[markCount] = at;
      markOffsets[markCount] = offset;
      markCount++;
    }
  }

  void cutTo(int newLength) {
    length = newLength;
    while (markCount > 0 && marks[markCount - 1] >= newLength) {
      markCount--;
    }
  }

  /** Lets readers use the marks of records that start before an index. */
  void publishMarks(long before) {
    int count = markCount;
    while (count > marksPublished && marks[count - 1] >= before) {
      count--;
    }
    marksPublished = count;
  }

  /** Where the durable record with this offset starts; the offset must lie in this chunk. */
  public int find(long offset) {
    int published = marksPublished;
    int found = Arrays.binarySearch(markOffsets, 0, published, offset);
    int mark = found >= 0 ? found : -found - 2;
    int at = mark < 0 ? 0 : marks[mark];
    while (RecordFormat.offset(bytes, at) < offset) {
      at += RecordFormat.length(bytes, at);
    }
    return at;
  }
}
