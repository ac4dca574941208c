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

  /** The chunk that new records go to, or null. */
  Chunk active() {
    Chunk[] now = chunks;
    return now.length == 0 ? null : now[now.length - 1];
  }

  /** Adds a chunk that has room for at least so many bytes. */
  synchronized Chunk addChunk(long offset, long position, int bytesMin, int capacityMax) {
    Chunk last = active();
    int wanted = last == null ? FIRST_CAPACITY : Math.min(2 * last.capacity(), capacityMax);
    Chunk added = new Chunk(offset, position, Math.max(bytesMin, wanted));
    Chunk[] more = Arrays.copyOf(chunks, chunks.length + 1);
    more[more.length - 1] = added;
    chunks = more;
    return added;
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

  /** Drops the oldest chunk if it is this one; false if new records may still go to it. */
  public synchronized boolean evict(Chunk oldest) {
    if (chunks.length > 0 && chunks[0] == oldest) {
      if (chunks.length == 1) {
        return false;
      }
      chunks = Arrays.copyOfRange(chunks, 1, chunks.length);
    }
    return true;
  }

  public synchronized void clear() {
    chunks = NONE;
  }
}
