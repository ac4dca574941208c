package io.thalweg.storage.file.keep;

import io.thalweg.storage.file.segment.SegmentList;
import io.thalweg.storage.file.segment.SegmentWriter;
import io.thalweg.storage.file.stream.Chunk;
import io.thalweg.storage.file.stream.StreamLog;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Brings committed records from memory to segments, in large writes: a stream's when enough of it
 * waits, everybody's when there is too much altogether. What was written stays in memory for a
 * while, for those who read near the head. Owned by the keeper; the commit thread reports to it.
 */
public final class SegmentFlush {
  private static final long STREAM_BYTES_DUE = 256 * 1024;

  private final SegmentWriter writer;
  private final long cacheBytesMax;
  private final long pendingBytesMax;
  private final ConcurrentLinkedQueue<StreamLog> due = new ConcurrentLinkedQueue<>();
  private final AtomicLong pendingBytes = new AtomicLong();
  private final Deque<Cached> cached = new ArrayDeque<>();
  private long cachedBytes;

  private record Cached(StreamLog stream, Chunk chunk) {}

  public SegmentFlush(SegmentWriter writer, long cacheBytesMax, long pendingBytesMax) {
    this.writer = writer;
    this.cacheBytesMax = cacheBytesMax;
    this.pendingBytesMax = pendingBytesMax;
  }

  /** Notes what a commit added to a stream; true if the keeper should come. Commit thread only. */
  boolean isDue(StreamLog stream) {
    long end = stream.span().headPosition();
    long all = pendingBytes.addAndGet(end - stream.reportedPosition());
    stream.reported(end);
    if (end - stream.segments().flushedPosition() >= STREAM_BYTES_DUE && stream.queue()) {
      due.add(stream);
      return true;
    }
    return all > pendingBytesMax / 2;
  }

  boolean hasDue() {
    return !due.isEmpty() || pendingBytes.get() > pendingBytesMax / 2;
  }

  boolean isCrowded() {
    return pendingBytes.get() > pendingBytesMax;
  }

  void flushDue(Collection<StreamLog> all) throws IOException {
    if (pendingBytes.get() > pendingBytesMax / 2) {
      flushAll(all);
    }
    for (StreamLog stream = due.poll(); stream != null; stream = due.poll()) {
      stream.unqueue();
      flush(stream);
    }
  }

  void flushAll(Collection<StreamLog> all) throws IOException {
    for (StreamLog stream : all) {
      if (stream.segments().flushedPosition() < stream.span().headPosition()) {
        flush(stream);
      }
    }
  }

  /** A stream that recovery filled: the same, at once, on the thread that recovers. */
  public void replayed(StreamLog stream, Collection<StreamLog> all) throws IOException {
    if (isDue(stream)) {
      flushDue(all);
    }
  }

  void syncAll() throws IOException {
    writer.syncAll();
  }

  void writeIndexes() throws IOException {
    writer.writeIndexes();
  }

  private void flush(StreamLog stream) throws IOException {
    long end = stream.span().headPosition();
    if (stream.isDeleted()) {
      forget(stream, end);
      return;
    }
    Chunk[] chunks = stream.tail().chunks();
    SegmentList segments = stream.segments();
    for (int i = 0; i < chunks.length; i++) {
      long chunkEnd = i + 1 < chunks.length ? chunks[i + 1].basePosition() : end;
      long from = Math.max(segments.flushedPosition(), chunks[i].basePosition());
      long to = Math.min(end, chunkEnd);
      if (to > from) {
        append(stream, chunks[i], from, to);
      }
      if (to == chunkEnd && i + 1 < chunks.length && chunks[i].keepCached()) {
        cache(stream, chunks[i]);
      }
    }
  }

  private void append(StreamLog stream, Chunk chunk, long from, long to) throws IOException {
    writer.append(
        stream.segments(),
        stream.salt(),
        chunk.array(),
        (int) (from - chunk.basePosition()),
        (int) (to - chunk.basePosition()),
        from);
    pendingBytes.addAndGet(from - to);
  }

  private void forget(StreamLog stream, long end) {
    pendingBytes.addAndGet(stream.segments().flushedPosition() - end);
    stream.segments().forgetUnflushed(end);
    stream.tail().clear();
  }

  private void cache(StreamLog stream, Chunk chunk) {
    cached.add(new Cached(stream, chunk));
    cachedBytes += chunk.array().length;
    for (int i = cached.size(); i > 0 && cachedBytes > cacheBytesMax; i--) {
      Cached oldest = cached.remove();
      if (oldest.stream().tail().evict(oldest.chunk())) {
        cachedBytes -= oldest.chunk().array().length;
      } else {
        cached.add(oldest);
      }
    }
  }
}
