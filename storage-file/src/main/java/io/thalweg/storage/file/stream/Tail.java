package io.thalweg.storage.file.stream;

import java.util.Arrays;

/**
 * The newest records of a stream in memory: first those that are not in a segment yet, and for a
 * while also those that are. The commit thread adds at the end, the keeper drops at the front,
 * readers look at any time.
 */
public final class Tail {
  private static final int FIRST_CAPACITY = 4096;
  private static final Chunk[] NONE = {};

  private volatile Chunk[] chunks = NONE;

  /** The chunks in offset order; not to be written to. */
  public Chunk[] chunks() {
    return chunks;
  }

  /** The chunks in offset order, all of them held: see {@link Chunk#hold}. */
  public Chunk[] heldChunks() {
    while (true) {
      Chunk[] now = chunks;
      if (Arrays.stream(now).allMatch(Chunk::hold)) {
        return now;
      }
    }
  }

  /** The chunk that new records go to, or null. */
  Chunk active() {
    Chunk[] now = chunks;
    return now.length == 0 ? null : now[now.length - 1];
  }

  /** Adds a chunk that has room for at least so many bytes. */
  Chunk addChunk(long offset, long position, int bytesMin, int capacityMax, ChunkMemory memory) {
    Chunk last = active();
    int wanted = last == null ? FIRST_CAPACITY : Math.min(2 * last.capacity(), capacityMax);
    return add(new Chunk(offset, position, memory.take(Math.max(bytesMin, wanted))));
  }

  /** Adds a chunk whose first record is the stream's next. */
  synchronized Chunk add(Chunk added) {
    Chunk[] more = Arrays.copyOf(chunks, chunks.length + 1);
    more[more.length - 1] = added;
    chunks = more;
    return added;
  }

  /** Shows the durable records of a range, run by run; they must not be in segments yet. */
  public void forEachRun(long fromPosition, long toPosition, RunVisitor visitor) {
    Chunk[] chunks = this.chunks;
    for (int i = 0; i < chunks.length; i++) {
      long chunkEnd = i + 1 < chunks.length ? chunks[i + 1].basePosition() : toPosition;
      long from = Math.max(fromPosition, chunks[i].basePosition());
      long to = Math.min(toPosition, chunkEnd);
      if (to > from) {
        int at = (int) (from - chunks[i].basePosition());
        visitor.run(chunks[i].array(), at, (int) (to - from));
      }
    }
  }

  /** Shows the records from a position on, run by run. Commit thread only. */
  public void forEachRun(long fromPosition, RunVisitor visitor) {
    Chunk[] chunks = this.chunks;
    for (int i = firstChunkEndingBehind(chunks, fromPosition); i < chunks.length; i++) {
      int from = (int) Math.max(0, fromPosition - chunks[i].basePosition());
      if (chunks[i].length() > from) {
        visitor.run(chunks[i].array(), from, chunks[i].length() - from);
      }
    }
  }

  /** Takes whole records that lie one after the other. */
  @FunctionalInterface
  public interface RunVisitor {
    void run(byte[] bytes, int from, int length);
  }

  private static int firstChunkEndingBehind(Chunk[] chunks, long position) {
    int i = chunks.length;
    while (i > 0 && chunks[i - 1].endPosition() > position) {
      i--;
    }
    return i;
  }

  /** Lets readers use the marks of what becomes durable. Commit thread only. */
  void publishMarks(long fromPosition, long toPosition) {
    Chunk[] chunks = this.chunks;
    for (int i = firstChunkEndingBehind(chunks, fromPosition); i < chunks.length; i++) {
      chunks[i].publishMarks(toPosition - chunks[i].basePosition());
    }
  }

  /** Drops what was appended at and behind a position, which no reader has seen. */
  synchronized void cutTo(long position) {
    int keep = chunks.length;
    while (keep > 0 && chunks[keep - 1].basePosition() >= position) {
      keep--;
    }
    if (keep < chunks.length) {
      chunks = Arrays.copyOf(chunks, keep);
    }
    if (keep > 0 && chunks[keep - 1].endPosition() > position) {
      Chunk last = chunks[keep - 1];
      last.cutTo((int) (position - last.basePosition()));
    }
  }

  /**
   * Drops the oldest chunk if it is this one. It has to stay while new records may still go to it,
   * and while it has some that are not in a segment: a chunk that was full is filled on when the
   * one behind it is taken back.
   *
   * @param flushedPosition up to where segments hold the stream's records
   * @return whether the chunk is in the tail no more
   */
  public synchronized boolean evict(Chunk oldest, long flushedPosition) {
    if (chunks.length == 0 || chunks[0] != oldest) {
      return true;
    }
    if (chunks.length == 1 || chunks[1].basePosition() > flushedPosition) {
      return false;
    }
    chunks = Arrays.copyOfRange(chunks, 1, chunks.length);
    return true;
  }

  public synchronized void clear() {
    chunks = NONE;
  }
}
