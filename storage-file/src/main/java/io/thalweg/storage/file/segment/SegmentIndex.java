package io.thalweg.storage.file.segment;

import io.thalweg.core.spi.EventFilter;
import io.thalweg.storage.file.disk.ByteSink;
import io.thalweg.storage.file.disk.ByteSource;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The sparse index of a segment: an entry for each block of about {@value #BLOCK_BYTES} bytes, and
 * how many events each partition has in the segment. A view of arrays that only grow behind it.
 */
final class SegmentIndex {
  static final int BLOCK_BYTES = 16 * 1024;

  private static final SegmentIndex EMPTY =
      new SegmentIndex(0, new int[0], new int[0], new long[0], new long[0], new int[0]);

  private final int size;
  private final int[] offsets;
  private final int[] positions;
  private final long[] timestamps;
  private final long[] masks;
  private final int[] counts;

  private SegmentIndex(
      int size, int[] offsets, int[] positions, long[] timestamps, long[] masks, int[] counts) {
    this.size = size;
    this.offsets = offsets;
    this.positions = positions;
    this.timestamps = timestamps;
    this.masks = masks;
    this.counts = counts;
  }

  static SegmentIndex empty() {
    return EMPTY;
  }

  /** Number of blocks. */
  int size() {
    return size;
  }

  /** The first offset of a block, less the segment's base offset. */
  int offset(int block) {
    return offsets[block];
  }

  /** Where a block starts, less the segment's base position. */
  int position(int block) {
    return positions[block];
  }

  /** Whether a block may hold events of a partition whose bit {@code partition & 63} is set. */
  boolean mayHold(int block, long partitionMask) {
    return block == size - 1 || (masks[block] & partitionMask) != 0;
  }

  /** Whether there may be an event below {@code endOffset} in the segment that is wanted. */
  boolean mayHold(EventFilter filter, long endOffset) {
    if (!filter.byPartition()) {
      return true;
    }
    for (int p = Math.min(filter.partitionsEnd(), counts.length) - 1; p >= 0; p--) {
      if (counts[p] > 0 && filter.start(p) < endOffset) {
        return true;
      }
    }
    return false;
  }

  /** The block that holds an offset. */
  int blockOfOffset(int offset) {
    int found = Arrays.binarySearch(offsets, 0, size, offset);
    return found >= 0 ? found : Math.max(0, -found - 2);
  }

  /** The block that holds a position. */
  int blockOfPosition(int position) {
    int found = Arrays.binarySearch(positions, 0, size, position);
    return found >= 0 ? found : Math.max(0, -found - 2);
  }

  /** The last block whose first event is older than {@code timestamp}, or 0. */
  int blockBefore(long timestamp) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (timestamps[middle] < timestamp) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return Math.max(0, low - 1);
  }

  /** How many events of the partition the segment holds. */
  int count(int partition) {
    return partition < counts.length ? counts[partition] : 0;
  }

  int partitions() {
    return counts.length;
  }

  void writeTo(ByteSink sink) {
    sink.putInt(size);
    for (int i = 0; i < size; i++) {
      sink.putInt(offsets[i]).putInt(positions[i]).putLong(timestamps[i]).putLong(masks[i]);
    }
    sink.putInt(counts.length);
    for (int count : counts) {
      sink.putInt(count);
    }
  }

  static SegmentIndex readFrom(ByteBuffer bytes) {
    ByteSource source = new ByteSource(bytes);
    int size = source.readInt();
    if (size < 0 || size > bytes.remaining() / 24) {
      throw new BufferUnderflowException();
    }
    Builder builder = new Builder(EMPTY);
    for (int i = 0; i < size; i++) {
      builder.addBlock(source.readInt(), source.readInt(), source.readLong(), source.readLong());
    }
    builder.counts = new int[Math.min(source.readInt(), bytes.remaining() / 4)];
    for (int i = 0; i < builder.counts.length; i++) {
      builder.counts[i] = source.readInt();
    }
    return builder.view();
  }

  /** Adds events in their order. Not thread-safe; older views stay as they were. */
  static final class Builder {
    private int size;
    private int[] offsets;
    private int[] positions;
    private long[] timestamps;
    private long[] masks;
    private int[] counts;

    Builder(SegmentIndex start) {
      size = start.size;
      offsets = start.offsets;
      positions = start.positions;
      timestamps = start.timestamps;
      masks = start.masks;
      counts = start.counts.clone();
    }

    void add(int offset, int position, long timestamp, int partition) {
      if (size == 0 || position - positions[size - 1] >= BLOCK_BYTES) {
        addBlock(offset, position, timestamp, 0);
      }
      masks[size - 1] |= 1L << (partition & 63);
      if (partition >= counts.length) {
        counts = Arrays.copyOf(counts, partition + 1);
      }
      counts[partition]++;
    }

    private void addBlock(int offset, int position, long timestamp, long mask) {
      if (size == offsets.length) {
        int capacity = Math.max(4, 2 * size);
        offsets = Arrays.copyOf(offsets, capacity);
        positions = Arrays.copyOf(positions, capacity);
        timestamps = Arrays.copyOf(timestamps, capacity);
        masks = Arrays.copyOf(masks, capacity);
      }
      offsets[size] = offset;
      positions[size] = position;
      timestamps[size] = timestamp;
      masks[size] = mask;
      size++;
    }

    SegmentIndex view() {
      return new SegmentIndex(size, offsets, positions, timestamps, masks, counts.clone());
    }
  }
}
