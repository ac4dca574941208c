package io.thalweg.storage.file.stream;

import java.util.concurrent.ArrayBlockingQueue;

/**
 * Arrays for chunks. Those of full size are used again when no reader has seen them: under load
 * they would live too long for a young collection and then fill the old generation. Thread-safe.
 */
public final class ChunkMemory {
  static final int CHUNK_BYTES_MAX = 256 * 1024;
  private static final int SPARES_MAX = 64;

  private final ArrayBlockingQueue<byte[]> spares = new ArrayBlockingQueue<>(SPARES_MAX);

  /** An array of at least this size, with anything in it. */
  byte[] take(int bytes) {
    byte[] spare = bytes == CHUNK_BYTES_MAX ? spares.poll() : null;
    return spare == null ? new byte[bytes] : spare;
  }

  /** Takes the array of a chunk that is no longer in a tail, unless a reader may look at it. */
  public void takeBack(Chunk evicted) {
    if (evicted.array().length == CHUNK_BYTES_MAX && evicted.giveUp()) {
      spares.offer(evicted.array());
    }
  }
}
