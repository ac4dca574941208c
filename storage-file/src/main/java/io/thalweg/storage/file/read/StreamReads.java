package io.thalweg.storage.file.read;

import io.thalweg.core.record.EventCursor;
import io.thalweg.core.record.RecordFormat;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.thalweg.storage.file.segment.PartitionPlace;
import io.thalweg.storage.file.segment.ReadPage;
import io.thalweg.storage.file.segment.Segment;
import io.thalweg.storage.file.segment.SegmentReader;
import io.thalweg.storage.file.stream.Chunk;
import io.thalweg.storage.file.stream.Span;
import io.thalweg.storage.file.stream.StreamLog;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/**
 * Finds events of a stream wherever they are: the newest in memory, the others in segments.
 * Thread-safe; what may touch the disk says so.
 */
public final class StreamReads {
  private static final long MEMORY_SCAN_BYTES_MAX = 1024 * 1024;
  private static final long DISK_SCAN_BYTES_MAX = 8 * 1024 * 1024;

  private final SegmentReader segments;

  public StreamReads(SegmentReader segments) {
    this.segments = segments;
  }

  /** The answer if it takes nothing but memory, else null. */
  public ReadResult fromMemory(StreamLog stream, ReadQuery query) {
    Span span = stream.span();
    long from = Math.max(query.from(), span.minOffset());
    if (from >= span.head()) {
      return result(stream, span, new ReadPage(query, 1), from);
    }
    Chunk[] chunks = stream.tail().chunks();
    if (chunks.length == 0 || from < chunks[0].baseOffset()) {
      return null;
    }
    ReadPage page = new ReadPage(query, MEMORY_SCAN_BYTES_MAX);
    long next = takeChunks(chunks, span, from, page);
    return next == from && page.isEmpty() ? null : result(stream, span, page, next);
  }

  /** Whether the event at an offset is in memory; once it is not, it never is again. */
  boolean isInMemory(StreamLog stream, long offset) {
    Chunk[] chunks = stream.tail().chunks();
    return chunks.length > 0 && offset >= chunks[0].baseOffset();
  }

  /** The answer from wherever it takes; may touch the disk. */
  public ReadResult read(StreamLog stream, ReadQuery query) throws IOException {
    Span span = stream.span();
    while (true) {
      try {
        return read(stream, span, query);
      } catch (NoSuchFileException | TrimmedException gone) {
        Span now = stream.span();
        if (now.minOffset() == span.minOffset() && !stream.isDeleted()) {
          throw gone;
        }
        span = now;
        if (stream.isDeleted()) {
          throw new DeletedException();
        }
      }
    }
  }

  private ReadResult read(StreamLog stream, Span span, ReadQuery query) throws IOException {
    long next = Math.max(query.from(), span.minOffset());
    ReadPage page = new ReadPage(query, DISK_SCAN_BYTES_MAX);
    long mask = partitionMask(query.filter(), stream.config().partitions());
    while (next < span.head() && !page.isFull()) {
      Chunk[] chunks = stream.tail().chunks();
      if (chunks.length > 0 && next >= chunks[0].baseOffset()) {
        long before = next;
        next = takeChunks(chunks, span, before, page);
        if (next > before) {
          break;
        }
        continue;
      }
      Segment segment = segmentOf(stream, next);
      next = segments.take(segment, stream.salt(), next, span.head(), mask, page);
      if (next < segment.extent().endOffset()) {
        break;
      }
    }
    return result(stream, span, page, next);
  }

  private static Segment segmentOf(StreamLog stream, long offset) throws TrimmedException {
    Segment segment = stream.segments().holding(offset);
    if (segment == null) {
      throw new TrimmedException(stream.name() + " has no segment for offset " + offset);
    }
    return segment;
  }

  private static ReadResult result(StreamLog stream, Span span, ReadPage page, long next) {
    return new ReadResult(page.block(), next, span.minOffset(), span.head(), stream.generation());
  }

  private static long takeChunks(Chunk[] chunks, Span span, long from, ReadPage page) {
    long next = from;
    for (int i = MemoryWalk.chunkOf(chunks, from);
        i < chunks.length && next < span.head() && chunks[i].hold();
        i++) {
      boolean isLast = i + 1 == chunks.length || chunks[i + 1].baseOffset() >= span.head();
      long endOffset = isLast ? span.head() : chunks[i + 1].baseOffset();
      long endPosition = isLast ? span.headPosition() : chunks[i + 1].basePosition();
      int end = (int) (endPosition - chunks[i].basePosition());
      next =
          page.filter().isAll()
              ? takeAll(chunks[i], end, endOffset, next, page)
              : takeWanted(chunks[i], end, next, page);
      if (next < endOffset || page.isFull()) {
        break;
      }
    }
    return next;
  }

  private static long takeAll(Chunk chunk, int end, long endOffset, long next, ReadPage page) {
    int from = chunk.find(next);
    long wantedEnd = Math.min(endOffset, next + page.eventsLeft());
    int to = wantedEnd == endOffset ? end : chunk.find(wantedEnd);
    if (to - from <= page.bytesLeft()) {
      page.takeFitting(chunk.array(), from, to, (int) (wantedEnd - next));
      return wantedEnd;
    }
    int eventsBefore = page.eventsLeft();
    page.takeRun(chunk.array(), from, to);
    return next + eventsBefore - page.eventsLeft();
  }

  private static long takeWanted(Chunk chunk, int end, long from, ReadPage page) {
    byte[] bytes = chunk.array();
    long next = from;
    EventCursor event = new EventCursor(bytes, chunk.find(from), end);
    while (!page.isFull() && event.next()) {
      page.scanned(event.length());
      if (!page.offer(event)) {
        break;
      }
      next = event.offset() + 1;
    }
    return next;
  }

  private static long partitionMask(EventFilter filter, int partitions) {
    if (!filter.byPartition()) {
      return -1;
    }
    long mask = 0;
    for (int p = 0; p < partitions; p++) {
      if (filter.wantsPartition(p)) {
        mask |= 1L << (p & 63);
      }
    }
    return mask;
  }

  /** The first offset at or after a time; may touch the disk. */
  public long offsetAtTime(StreamLog stream, long epochMs) throws IOException {
    Span span = stream.span();
    if (span.lastTimestamp() < epochMs || span.minOffset() == span.head()) {
      return span.head();
    }
    // Before the segments: what is in neither was in memory first.
    MemoryWalk walk = new MemoryWalk(stream, span);
    for (Segment segment : stream.segments().all()) {
      boolean mayHold =
          segment.extent().endOffset() > span.minOffset()
              && segment.extent().lastTimestamp() >= epochMs;
      if (mayHold) {
        long found = segments.offsetAtTime(segment, stream.salt(), epochMs);
        return Math.min(span.head(), Math.max(span.minOffset(), found));
      }
    }
    walk.chunksFrom(span.minOffset());
    while (walk.next()) {
      if (RecordFormat.timestamp(walk.array(), walk.at()) >= epochMs) {
        return walk.offset();
      }
    }
    return span.head();
  }

  /** The first offset at or behind a position; may touch the disk. */
  public long offsetAtPosition(StreamLog stream, long position) throws IOException {
    Span span = stream.span();
    if (position >= span.headPosition()) {
      return span.head();
    }
    MemoryWalk walk = new MemoryWalk(stream, span);
    for (Segment segment : stream.segments().all()) {
      if (segment.extent().endPosition() > position) {
        return segments.offsetAtPosition(segment, stream.salt(), position);
      }
    }
    walk.chunksFrom(span.minOffset());
    while (walk.next()) {
      if (walk.position() >= position) {
        return walk.offset();
      }
    }
    return span.head();
  }

  /** Where the event with an offset starts; may touch the disk. */
  public long position(StreamLog stream, long offset) throws IOException {
    Span span = stream.span();
    if (offset >= span.head()) {
      return span.headPosition();
    }
    Chunk[] chunks = stream.tail().heldChunks();
    Segment segment = stream.segments().holding(offset);
    if (segment != null) {
      return segments.position(segment, stream.salt(), offset);
    }
    if (chunks.length > 0 && chunks[0].baseOffset() <= offset) {
      Chunk chunk = chunks[MemoryWalk.chunkOf(chunks, offset)];
      return chunk.basePosition() + chunk.find(offset);
    }
    throw new TrimmedException(stream.name() + " has no event " + offset);
  }

  /** The partition's first event at or above an offset, or null; may touch the disk. */
  public PartitionPlace firstOf(StreamLog stream, int partition, long offset) throws IOException {
    Span span = stream.span();
    long next = Math.max(offset, span.minOffset());
    while (next < span.head()) {
      MemoryWalk walk = new MemoryWalk(stream, span);
      if (walk.holds(next)) {
        return firstOf(walk, partition, next);
      }
      Segment segment = segmentOf(stream, next);
      long end = segment.extent().endOffset();
      PartitionPlace place = segments.firstOf(segment, stream.salt(), partition, next);
      if (place != null) {
        return place.offset() < span.head() ? place : null;
      }
      next = end;
    }
    return null;
  }

  private static PartitionPlace firstOf(MemoryWalk walk, int partition, long from) {
    walk.chunksFrom(from);
    while (walk.next()) {
      if (RecordFormat.partition(walk.array(), walk.at()) == partition) {
        return new PartitionPlace(walk.offset(), RecordFormat.ordinal(walk.array(), walk.at()));
      }
    }
    return null;
  }

  /** Adds the events of each partition in a range to {@code counts}; may touch the disk. */
  public void count(StreamLog stream, long from, long below, long[] counts) throws IOException {
    long next = from;
    while (next < below) {
      MemoryWalk walk = new MemoryWalk(stream, stream.span());
      if (walk.holds(next)) {
        walk.chunksFrom(next);
        while (walk.next() && walk.offset() < below) {
          counts[RecordFormat.partition(walk.array(), walk.at())]++;
        }
        return;
      }
      Segment segment = segmentOf(stream, next);
      Segment[] all = stream.segments().all();
      boolean grows = all.length == 0 || all[all.length - 1] == segment;
      next = segments.countBelow(segment, grows, stream.salt(), next, below, counts);
    }
  }
}
