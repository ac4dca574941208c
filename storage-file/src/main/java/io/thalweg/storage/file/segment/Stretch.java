package io.thalweg.storage.file.segment;

import io.thalweg.core.record.RecordFormat;
import io.thalweg.core.spi.EventFilter;
import java.io.IOException;

/**
 * Records of a segment that lie one behind the other, read and checked once, with what chooses
 * among them apart from their bytes: who wants few of them need not go over all. Belongs to {@link
 * Stretches}, which says who may use it.
 */
final class Stretch {
  /** How many blocks it has; the first one's number is divisible by this. */
  static final int BLOCKS = 16;

  /** Of larger ones, in which events are large, nothing would be gained. */
  static final int BYTES_MAX = (BLOCKS + 2) * SegmentIndex.BLOCK_BYTES;

  private final RecordChecksum checksum = new RecordChecksum();
  private final byte[] bytes = new byte[BYTES_MAX];
  private int[] partitions = {};
  private int[] ends = {};
  private Segment segment;
  private int firstBlock;
  private int endBlock;
  private boolean loaded;
  private boolean sound;

  /** How many use it now. Guarded by the stretches. */
  int users;

  /** Becomes another stretch, which is not there yet. Nobody may be using it. */
  void become(Segment ofSegment, int fromBlock, int toBlock) {
    segment = ofSegment;
    firstBlock = fromBlock;
    endBlock = toBlock;
    loaded = false;
  }

  boolean is(Segment thatSegment, int thatBlock) {
    return segment == thatSegment && firstBlock == thatBlock;
  }

  /** The block behind it. */
  int endBlock() {
    return endBlock;
  }

  /** Who comes first reads it, while others wait. False if a record is not what was written. */
  synchronized boolean isSound(SegmentStore store, SegmentIndex index, int salt)
      throws IOException {
    if (!loaded) {
      int from = index.position(firstBlock);
      int length = index.position(endBlock) - from;
      store.read(segment, segment.basePosition() + from, bytes, 0, length);
      sound = check(index, length, salt);
      loaded = true;
    }
    return sound;
  }

  private boolean check(SegmentIndex index, int length, int salt) {
    int count = index.offset(endBlock) - index.offset(firstBlock);
    if (ends.length < count) {
      ends = new int[count];
      partitions = new int[count];
    }
    long offset = firstOffset(index);
    int at = 0;
    for (int i = 0; i < count; i++) {
      if (!checksum.isSound(bytes, at, length, offset + i, salt)) {
        return false;
      }
      partitions[i] = RecordFormat.partition(bytes, at);
      at += RecordFormat.length(bytes, at);
      ends[i] = at;
    }
    return at == length;
  }

  private long firstOffset(SegmentIndex index) {
    return segment.baseOffset() + index.offset(firstBlock);
  }

  /**
   * Takes what a page wants.
   *
   * @param next an offset in the stretch
   * @param end an offset behind it, not beyond the stretch
   * @return where to go on
   */
  long take(SegmentIndex index, long next, long end, ReadPage page) {
    long firstOffset = firstOffset(index);
    EventFilter filter = page.filter();
    int i = (int) (next - firstOffset);
    int behind = (int) (end - firstOffset);
    int from = i == 0 ? 0 : ends[i - 1];
    int scannedFrom = from;
    boolean goesOn = true;
    while (goesOn && i < behind) {
      if (filter.wants(partitions[i], firstOffset + i)) {
        if (!page.offer(bytes, from, ends[i])) {
          break;
        }
        goesOn = !page.isFull();
      }
      from = ends[i];
      i++;
    }
    page.scanned(from - scannedFrom);
    return firstOffset + i;
  }
}
