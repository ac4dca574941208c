package io.thalweg.storage.file.segment;

import io.thalweg.core.record.RecordFormat;
import java.io.IOException;

/** Reads pages from segments. Used by reader threads; thread-safe. */
public final class SegmentReader {
  private static final int SCAN_BYTES = 256 * 1024;

  private final SegmentStore store;
  private final Stretches stretches;

  /** Of a reader thread's: what is wanted of it is copied, and most of it is not. */
  private final ThreadLocal<byte[]> scanBuffer =
      ThreadLocal.withInitial(() -> new byte[SCAN_BYTES]);

  public SegmentReader(SegmentStore store) {
    this.store = store;
    this.stretches = new Stretches(store);
  }

  /**
   * Takes events of a segment into a page.
   *
   * @param next an offset in the segment
   * @param head the stream's durable head
   * @param partitionMask bits {@code partition & 63} of the partitions that are wanted
   * @return where to go on
   */
  public long take(
      Segment segment, int salt, long next, long head, long partitionMask, ReadPage page)
      throws IOException {
    Extent extent = segment.extent();
    SegmentIndex index = store.index(segment, salt);
    long end = Math.min(head, extent.endOffset());
    if (!index.mayHold(page.filter(), end)) {
      return end;
    }
    return page.filter().isAll()
        ? takeAll(segment, extent, index, salt, next, end, page)
        : takeWanted(segment, index, salt, next, end, partitionMask, page);
  }

  private long takeAll(
      Segment segment,
      Extent extent,
      SegmentIndex index,
      int salt,
      long next,
      long end,
      ReadPage page)
      throws IOException {
    long wantedEnd = Math.min(end, next + page.eventsLeft());
    int firstBlock = index.blockOfOffset((int) (next - segment.baseOffset()));
    int lastBlock = index.blockOfOffset((int) (wantedEnd - 1 - segment.baseOffset()));
    long from = segment.basePosition() + index.position(firstBlock);
    long to = endOfBlock(segment, extent, index, lastBlock);
    long enough = from + page.bytesLeft() + 2L * SegmentIndex.BLOCK_BYTES;
    if (enough < to) {
      int block = lastBlock;
      while (block > firstBlock && segment.basePosition() + index.position(block) >= enough) {
        block--;
      }
      to = endOfBlock(segment, extent, index, block);
    }
    byte[] bytes = new byte[Math.toIntExact(to - from)];
    store.read(segment, from, bytes, 0, bytes.length);
    page.scanned(bytes.length);
    return takeSound(
        segment,
        salt,
        firstBlockOffset(segment, index, firstBlock),
        next,
        wantedEnd,
        from,
        bytes,
        page);
  }

  private static long firstBlockOffset(Segment segment, SegmentIndex index, int block) {
    return segment.baseOffset() + index.offset(block);
  }

  private static long endOfBlock(Segment segment, Extent extent, SegmentIndex index, int block) {
    return block + 1 < index.size()
        ? Math.min(extent.endPosition(), segment.basePosition() + index.position(block + 1))
        : extent.endPosition();
  }

  private long takeSound(
      Segment segment,
      int salt,
      long firstOffset,
      long next,
      long wantedEnd,
      long position,
      byte[] bytes,
      ReadPage page) {
    RecordChecksum checksum = new RecordChecksum();
    long offset = firstOffset;
    int at = 0;
    int runFrom = 0;
    while (at < bytes.length && offset < wantedEnd) {
      if (!isUsable(checksum, bytes, at, offset, next, salt)) {
        if (offset > next) {
          break;
        }
        throw SegmentStore.corrupt(
            segment, position + at, "offset " + offset + " is not what was written");
      }
      if (offset == next) {
        runFrom = at;
      }
      if (offset > next && at + RecordFormat.length(bytes, at) - runFrom > page.bytesLeft()) {
        break;
      }
      at += RecordFormat.length(bytes, at);
      offset++;
    }
    return next + taken(page, bytes, runFrom, at, (int) (offset - next));
  }

  /** Records before the wanted ones are only passed over: damage in them is not in the way. */
  private static boolean isUsable(
      RecordChecksum checksum, byte[] bytes, int at, long offset, long next, int salt) {
    return offset < next
        ? RecordFormat.isWhole(bytes, at, bytes.length) && RecordFormat.offset(bytes, at) == offset
        : checksum.isSound(bytes, at, bytes.length, offset, salt);
  }

  private static int taken(ReadPage page, byte[] bytes, int runFrom, int runTo, int events) {
    if (events <= 0) {
      return 0;
    }
    if (page.isEmpty()) {
      page.takeFitting(bytes, runFrom, runTo, events);
      return events;
    }
    int eventsBefore = page.eventsLeft();
    page.takeRun(bytes, runFrom, runTo);
    return eventsBefore - page.eventsLeft();
  }

  private long takeWanted(
      Segment segment,
      SegmentIndex index,
      int salt,
      long next,
      long end,
      long partitionMask,
      ReadPage page)
      throws IOException {
    RecordScan scan = new RecordScan(store, segment, salt, scanBuffer.get());
    long at = next;
    int block = index.blockOfOffset((int) (next - segment.baseOffset()));
    while (at < end && !page.isFull()) {
      if (!index.mayHold(block, partitionMask)) {
        block++;
        at = firstBlockOffset(segment, index, block);
        continue;
      }
      Stretch shared = stretches.borrow(segment, index, salt, block, partitionMask);
      int endBlock = shared == null ? endOfRun(index, block, partitionMask) : shared.endBlock();
      long runEnd =
          endBlock < index.size() ? Math.min(end, firstBlockOffset(segment, index, endBlock)) : end;
      if (shared != null) {
        at = takeShared(shared, index, at, runEnd, page);
      } else {
        scan.from(
            firstBlockOffset(segment, index, block),
            segment.basePosition() + index.position(block));
        at = takeWantedRun(scan, at, runEnd, page);
      }
      if (at < runEnd) {
        return at;
      }
      block = endBlock;
    }
    return at;
  }

  /** Blocks that may hold something, up to where others may have been looked through before. */
  private static int endOfRun(SegmentIndex index, int block, long partitionMask) {
    int end = block + 1;
    while (end < index.size() && end % Stretch.BLOCKS != 0 && index.mayHold(end, partitionMask)) {
      end++;
    }
    return end;
  }

  private long takeShared(Stretch stretch, SegmentIndex index, long next, long end, ReadPage page) {
    try {
      return stretch.take(index, next, end, page);
    } finally {
      stretches.giveBack(stretch);
    }
  }

  private static long takeWantedRun(RecordScan scan, long next, long runEnd, ReadPage page)
      throws IOException {
    long at = next;
    while (at < runEnd && !page.isFull() && scan.next()) {
      if (scan.offset() < next) {
        continue;
      }
      page.scanned(scan.length());
      int partition = RecordFormat.partition(scan.array(), scan.at());
      if (page.filter().wants(partition, scan.offset()) && !page.offer(scan.cursor())) {
        return at;
      }
      at = scan.offset() + 1;
    }
    return at;
  }

  /** The position of an offset that lies in the segment. */
  public long position(Segment segment, int salt, long offset) throws IOException {
    SegmentIndex index = store.index(segment, salt);
    RecordScan scan =
        scanAt(segment, index, salt, index.blockOfOffset((int) (offset - segment.baseOffset())));
    while (scan.next()) {
      if (scan.offset() == offset) {
        return scan.position();
      }
    }
    throw SegmentStore.corrupt(
        segment, segment.extent().endPosition(), "offset " + offset + " is missing");
  }

  /** The first offset in the segment whose event is at or after the time, or its end offset. */
  public long offsetAtTime(Segment segment, int salt, long epochMs) throws IOException {
    SegmentIndex index = store.index(segment, salt);
    RecordScan scan = scanAt(segment, index, salt, index.blockBefore(epochMs));
    while (scan.next()) {
      if (RecordFormat.timestamp(scan.array(), scan.at()) >= epochMs) {
        return scan.offset();
      }
    }
    return segment.extent().endOffset();
  }

  /** The first offset in the segment whose event starts at or behind a position, or its end. */
  public long offsetAtPosition(Segment segment, int salt, long position) throws IOException {
    SegmentIndex index = store.index(segment, salt);
    int block = index.blockOfPosition((int) Math.max(0, position - segment.basePosition()));
    RecordScan scan = scanAt(segment, index, salt, block);
    while (scan.next()) {
      if (scan.position() >= position) {
        return scan.offset();
      }
    }
    return segment.extent().endOffset();
  }

  /**
   * The ordinal of the partition's first event at or above an offset in the segment, or -1 if there
   * is none.
   */
  public PartitionPlace firstOf(Segment segment, int salt, int partition, long offset)
      throws IOException {
    SegmentIndex index = store.index(segment, salt);
    int block = index.blockOfOffset((int) Math.max(0, offset - segment.baseOffset()));
    if (index.count(partition) == 0) {
      return null;
    }
    long mask = 1L << (partition & 63);
    for (; block < index.size(); block++) {
      if (!index.mayHold(block, mask)) {
        continue;
      }
      RecordScan scan = scanAt(segment, index, salt, block);
      long end =
          block + 1 < index.size()
              ? firstBlockOffset(segment, index, block + 1)
              : segment.extent().endOffset();
      while (scan.nextOffset() < end && scan.next()) {
        if (scan.offset() >= offset
            && RecordFormat.partition(scan.array(), scan.at()) == partition) {
          return new PartitionPlace(scan.offset(), RecordFormat.ordinal(scan.array(), scan.at()));
        }
      }
    }
    return null;
  }

  /**
   * Adds to {@code counts} the events of each partition in the segment below an offset.
   *
   * @param grows whether the segment may still grow: its index may then know more than its extent
   * @return the offset up to which was counted
   */
  public long countBelow(
      Segment segment, boolean grows, int salt, long from, long below, long[] counts)
      throws IOException {
    long end = Math.min(below, segment.extent().endOffset());
    SegmentIndex index = store.index(segment, salt);
    if (!grows && from <= segment.baseOffset() && below >= segment.extent().endOffset()) {
      for (int p = 0; p < Math.min(counts.length, index.partitions()); p++) {
        counts[p] += index.count(p);
      }
      return end;
    }
    int block = index.blockOfOffset((int) Math.max(0, from - segment.baseOffset()));
    RecordScan scan = scanAt(segment, index, salt, block);
    while (scan.nextOffset() < end && scan.next()) {
      if (scan.offset() >= from) {
        counts[RecordFormat.partition(scan.array(), scan.at())]++;
      }
    }
    return end;
  }

  private RecordScan scanAt(Segment segment, SegmentIndex index, int salt, int block) {
    RecordScan scan = new RecordScan(store, segment, salt, 2 * SegmentIndex.BLOCK_BYTES);
    if (index.size() > 0) {
      scan.from(
          firstBlockOffset(segment, index, block), segment.basePosition() + index.position(block));
    } else {
      scan.from(segment.baseOffset(), segment.basePosition());
    }
    return scan;
  }
}
