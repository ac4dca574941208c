package io.thalweg.storage.file.keep;

import io.thalweg.storage.file.segment.SegmentList;
import io.thalweg.storage.file.segment.SegmentWriter;
import io.thalweg.storage.file.stream.Chunk;
import io.thalweg.storage.file.stream.ChunkMemory;
import io.thalweg.storage.file.stream.StreamLog;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Brings committed records from memory to segments, in large writes: a stream's when enough of it
 * waits, everybody's when there is too much altogether. What was written stays in memory for a
 * while, for those who read near the head. Owned by the keeper; the commit thread reports to it.
 */
public final class SegmentFlush {
  private static final long STREAM_BYTES_DUE = 256 * 1024;
  private static final long CARRIED_BYTES_MAX = 64 * 1024;
  private static final long CARRIED_TOTAL_BYTES_MAX = 16 * 1024 * 1024;

  private final SegmentWriter writer;
  private final ChunkMemory memory;
  private final long cacheBytesMax;
  private final long pendingBytesMax;
  private final ConcurrentLinkedQueue<StreamLog> due = new ConcurrentLinkedQueue<>();
  private final AtomicLong pendingBytes = new AtomicLong();
  private final Deque<Cached> cached = new ArrayDeque<>();
  private long cachedBytes;

  private record Cached(StreamLog stream, Chunk chunk) {}

  public SegmentFlush(
      SegmentWriter writer, ChunkMemory memory, long cacheBytesMax, long pendingBytesMax) {
    this.writer = writer;
    this.memory = memory;
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
    for (StreamLog stream = due.poll(); stream != null; stream = due.poll()) {
      stream.unqueue();
      flush(stream);
    }
    if (pendingBytes.get() > pendingBytesMax / 2) {
      flushLargest(all, pendingBytesMax / 4);
    }
  }

  /** Before a checkpoint: leaves no more than it can carry itself. */
  void flushForCheckpoint(Collection<StreamLog> all) throws IOException {
    for (StreamLog stream : all) {
      if (pending(stream) > CARRIED_BYTES_MAX) {
        flush(stream);
      }
    }
    flushLargest(all, CARRIED_TOTAL_BYTES_MAX);
  }

  /** Flushes the streams of which most waits until no more than so many bytes wait. */
  private void flushLargest(Collection<StreamLog> all, long pendingEnough) throws IOException {
    List<Waiting> waiting = new ArrayList<>();
    long left = 0;
    for (StreamLog stream : all) {
      long bytes = pending(stream);
      if (bytes > 0) {
        waiting.add(new Waiting(stream, bytes));
        left += bytes;
      }
    }
    waiting.sort(Comparator.comparingLong(Waiting::bytes).reversed());
    for (int i = 0; i < waiting.size() && left > pendingEnough; i++) {
      left -= waiting.get(i).bytes();
      flush(waiting.get(i).stream());
    }
  }

  private record Waiting(StreamLog stream, long bytes) {}

  private static long pending(StreamLog stream) {
    return stream.span().headPosition() - stream.segments().flushedPosition();
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
      forget(stream);
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

  /** The stream is gone: what waits of it never goes anywhere. */
  void forget(StreamLog stream) {
    long end = stream.span().headPosition();
    pendingBytes.addAndGet(stream.segments().flushedPosition() - end);
    stream.segments().forgetUnflushed(end);
    stream.tail().clear();
  }

  private void cache(StreamLog stream, Chunk chunk) {
    cached.add(new Cached(stream, chunk));
    cachedBytes += chunk.array().length;
    for (int i = cached.size(); i > 0 && cachedBytes > cacheBytesMax; i--) {
      Cached oldest = cached.remove();
      StreamLog owner = oldest.stream();
      if (owner.tail().evict(oldest.chunk(), owner.segments().flushedPosition())) {
        cachedBytes -= oldest.chunk().array().length;
        memory.takeBack(oldest.chunk());
      } else {
        cached.add(oldest);
      }
    }
  }
}
