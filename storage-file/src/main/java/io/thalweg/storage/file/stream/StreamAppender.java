package io.thalweg.storage.file.stream;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.record.Murmur2;
import io.thalweg.core.record.RecordFormat;
import io.thalweg.core.spi.AppendResult;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.storage.file.segment.RecordChecksum;
import java.util.Map;

/**
 * Puts events at the end of streams: gives each its offset, time, partition, ordinal and checksum.
 * Owned by the commit thread. Nothing of it is visible before {@link StreamLog#publish}.
 */
public final class StreamAppender {
  private static final int CHUNK_BYTES_MIN = 4 * 1024;

  private final RecordChecksum checksums = new RecordChecksum();
  private final Fingerprints fingerprints;
  private final IdBudget budget;
  private final ChunkMemory memory;
  private int chunkBytesMax = ChunkMemory.CHUNK_BYTES_MAX;

  public StreamAppender(Fingerprints fingerprints, IdBudget budget, ChunkMemory memory) {
    this.fingerprints = fingerprints;
    this.budget = budget;
    this.memory = memory;
  }

  /** How large chunks of memory may become: less when there are many streams. */
  public void chunkBytesMax(int bytes) {
    chunkBytesMax = Math.max(CHUNK_BYTES_MIN, Math.min(ChunkMemory.CHUNK_BYTES_MAX, bytes));
  }

  /**
   * Throws {@code HEAD_MISMATCH} unless the append meets the head that it expects or repeats what
   * is stored.
   */
  public void checkHead(StreamLog stream, StreamAppend append, long nowMs) {
    if (append.expectedHead() == StreamAppend.ANY || append.expectedHead() == stream.head) {
      return;
    }
    forgetExpired(stream, nowMs);
    if (!isKnown(stream, append.events())) {
      throw StreamException.of(
          ErrorCode.HEAD_MISMATCH,
          "the head of the stream " + stream.name() + " is " + stream.head,
          Map.of("stream", stream.name().value(), "head", stream.head));
    }
  }

  /** Forgets the ids of a stream that are older than its dedup window. */
  public void forgetExpired(StreamLog stream, long nowMs) {
    stream.ids().expire(stream.newestMs(nowMs) - stream.config().dedupWindowMs());
  }

  /** Forgets all of a stream that is older than it is to be remembered. */
  public void forgetAllExpired(StreamLog stream, long nowMs) {
    forgetExpired(stream, nowMs);
    stream.producers().forgetExpired(stream.newestMs(nowMs), stream.config().dedupWindowMs());
  }

  /** Whether so many more ids may be too many, unless expired ones are forgotten. */
  public boolean isShortOfIds(int more) {
    return budget.left() < more;
  }

  private boolean isKnown(StreamLog stream, EventBatch events) {
    EventCursor event = events.cursor();
    while (event.next()) {
      if (!event.hasId()) {
        return false;
      }
      fingerprints.take(event.array(), event.idAt(), event.idLength());
      if (stream.ids().find(fingerprints) < 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Appends events.
   *
   * @throws StreamException {@code OVERLOADED} if too many ids are remembered already; then {@code
   *     stream} is as it was
   */
  public AppendResult append(StreamLog stream, EventBatch events, long nowMs) {
    StreamMark before = stream.mark();
    stream.lastTimestamp = Math.max(nowMs, stream.lastTimestamp);
    if (!events.withIds() || stream.config().dedupWindowMs() == 0) {
      return appendAll(stream, events);
    }
    forgetExpired(stream, nowMs);
    try {
      return appendNew(stream, events);
    } catch (StreamException refusal) {
      stream.rollBack(before);
      throw refusal;
    }
  }

  private AppendResult appendAll(StreamLog stream, EventBatch events) {
    byte[] source = events.array();
    int[] partitions = stream.config().partitions() > 1 ? new int[events.count()] : null;
    long first = stream.head;
    int at = 0;
    while (at < events.bytes()) {
      Chunk chunk = copyRun(stream, source, at, events.bytes());
      int placeAt = (int) (stream.position - chunk.basePosition());
      int placeEnd = chunk.length();
      at += placeEnd - placeAt;
      while (placeAt < placeEnd) {
        int event = (int) (stream.head - first);
        int partition = partitionOf(stream, RecordFormat.keyHash(chunk.array(), placeAt));
        if (partitions != null) {
          partitions[event] = partition;
        }
        placeAt += place(stream, chunk, placeAt, partition);
      }
    }
    return AppendResult.dense(events.count(), first, stream.lastTimestamp, partitions);
  }

  /** Copies as many records as go into one chunk to its end. */
  private Chunk copyRun(StreamLog stream, byte[] source, int from, int end) {
    int first = RecordFormat.length(source, from);
    Chunk chunk = roomFor(stream, first, end - from);
    chunk.copyIn(source, from, wholeRecords(source, from, end, chunk.room()));
    return chunk;
  }

  /** Appends the events whose ids are new and finds the others. */
  private AppendResult appendNew(StreamLog stream, EventBatch events) {
    long[] offsets = new long[events.count()];
    long[] timestamps = new long[events.count()];
    int[] partitions = new int[events.count()];
    EventCursor event = events.cursor();
    for (int i = 0; event.next(); i++) {
      int known = -1;
      if (event.hasId()) {
        fingerprints.take(event.array(), event.idAt(), event.idLength());
        known = stream.ids().find(fingerprints);
      }
      if (known >= 0) {
        offsets[i] = -1 - stream.ids().offset(known);
        timestamps[i] = stream.ids().timestamp(known);
        partitions[i] = stream.ids().partition(known);
      } else {
        offsets[i] = stream.head;
        timestamps[i] = stream.lastTimestamp;
        partitions[i] = appendOne(stream, event);
      }
    }
    return AppendResult.withRepeats(offsets, timestamps, partitions);
  }

  private int appendOne(StreamLog stream, EventCursor event) {
    if (event.hasId() && budget.left() <= 0) {
      throw StreamException.of(
          ErrorCode.OVERLOADED,
          "all "
              + budget.max()
              + " event ids that may be remembered (dedup_ids_max) are within their dedup windows");
    }
    Chunk chunk = roomFor(stream, event.length(), event.length());
    int at = chunk.copyIn(event.array(), event.at(), event.length());
    int partition = partitionOf(stream, event.keyHash());
    if (event.hasId()) {
      stream
          .ids()
          .add(
              fingerprints.high(),
              fingerprints.low(),
              stream.head,
              stream.lastTimestamp,
              partition);
    }
    place(stream, chunk, at, partition);
    return partition;
  }

  private Chunk roomFor(StreamLog stream, int recordBytes, int bytesToCome) {
    Chunk active = stream.tail().active();
    if (active != null && active.room() >= recordBytes) {
      return active;
    }
    int wanted = Math.max(recordBytes, Math.min(bytesToCome, chunkBytesMax));
    return stream.tail().addChunk(stream.head, stream.position, wanted, chunkBytesMax, memory);
  }

  /** How many bytes of whole records fit into {@code room}. */
  private static int wholeRecords(byte[] source, int from, int end, int room) {
    if (end - from <= room) {
      return end - from;
    }
    int at = from;
    while (at + RecordFormat.length(source, at) - from <= room) {
      at += RecordFormat.length(source, at);
    }
    return at - from;
  }

  private static int partitionOf(StreamLog stream, long keyHash) {
    int count = stream.config().partitions();
    if (count == 1) {
      return 0;
    }
    if (keyHash >= 0) {
      return Murmur2.partition(keyHash, count);
    }
    int partition = stream.turn < count ? stream.turn : 0;
    stream.turn = partition + 1;
    return partition;
  }

  private int place(StreamLog stream, Chunk chunk, int at, int partition) {
    byte[] bytes = chunk.array();
    int length = RecordFormat.length(bytes, at);
    long offset = stream.head;
    long ordinal = stream.partitions().append(partition, offset);
    RecordFormat.place(bytes, at, offset, stream.lastTimestamp, partition, ordinal);
    RecordFormat.checksum(bytes, at, checksums.of(bytes, at, length, stream.salt()));
    chunk.mark(offset, at);
    stream.head = offset + 1;
    stream.position += length;
    return length;
  }

  /**
   * Takes in a record that was stored before a crash, as it is.
   *
   * @return false if it is not this stream's next record
   */
  public boolean replay(StreamLog stream, byte[] bytes, int at, int end) {
    if (!checksums.isSound(bytes, at, end, stream.head, stream.salt())) {
      return false;
    }
    int length = RecordFormat.length(bytes, at);
    int partition = RecordFormat.partition(bytes, at);
    if (partition >= stream.partitions().count()) {
      return false;
    }
    Chunk chunk = roomFor(stream, length, length);
    int to = chunk.copyIn(bytes, at, length);
    stream.partitions().append(partition, stream.head);
    chunk.mark(stream.head, to);
    stream.lastTimestamp = RecordFormat.timestamp(bytes, at);
    replayId(stream, chunk.array(), to, length, partition);
    if (partition + 1 <= stream.config().partitions()) {
      stream.turn = partition + 1;
    }
    stream.head++;
    stream.position += length;
    return true;
  }

  private void replayId(StreamLog stream, byte[] bytes, int at, int length, int partition) {
    EventCursor event = new EventCursor(bytes, at, at + length);
    event.next();
    if (!event.hasId() || stream.config().dedupWindowMs() == 0) {
      return;
    }
    stream.ids().expire(stream.lastTimestamp - stream.config().dedupWindowMs());
    fingerprints.take(bytes, event.idAt(), event.idLength());
    if (stream.ids().find(fingerprints) < 0) {
      stream
          .ids()
          .add(
              fingerprints.high(),
              fingerprints.low(),
              stream.head,
              stream.lastTimestamp,
              partition);
    }
  }
}
