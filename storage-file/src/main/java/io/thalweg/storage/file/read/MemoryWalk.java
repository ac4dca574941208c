package io.thalweg.storage.file.read;

import io.thalweg.core.record.RecordFormat;
import io.thalweg.storage.file.stream.Chunk;
import io.thalweg.storage.file.stream.Span;
import io.thalweg.storage.file.stream.StreamLog;

/** Walks over durable records in memory. Not thread-safe. */
final class MemoryWalk {
  private final Chunk[] chunks;
  private final Span span;
  private int chunk;
  private int nextAt;
  private int at;

  MemoryWalk(StreamLog stream, Span span) {
    this.chunks = stream.tail().heldChunks();
    this.span = span;
  }

  /** Whether the event and all behind it are here; what is older may be in segments only. */
  boolean holds(long offset) {
    return chunks.length > 0 && offset >= chunks[0].baseOffset();
  }

  void chunksFrom(long offset) {
    if (chunks.length == 0 || offset >= span.head()) {
      chunk = chunks.length;
      return;
    }
    long from = Math.max(offset, chunks[0].baseOffset());
    chunk = chunkOf(chunks, from);
    nextAt = chunks[chunk].find(from);
  }

  boolean next() {
    while (chunk < chunks.length) {
      long end = span.headPosition();
      if (chunk + 1 < chunks.length) {
        end = Math.min(end, chunks[chunk + 1].basePosition());
      }
      if (chunks[chunk].basePosition() + nextAt < end) {
        at = nextAt;
        nextAt += RecordFormat.length(array(), at);
        return true;
      }
      if (chunk + 1 == chunks.length) {
        return false;
      }
      chunk++;
      nextAt = 0;
    }
    return false;
  }

  byte[] array() {
    return chunks[chunk].array();
  }

  int at() {
    return at;
  }

  long offset() {
    return RecordFormat.offset(array(), at);
  }

  long position() {
    return chunks[chunk].basePosition() + at;
  }

  /** The chunk that holds the offset, if any does. */
  static int chunkOf(Chunk[] chunks, long offset) {
    int low = 0;
    int high = chunks.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (chunks[middle].baseOffset() <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}
