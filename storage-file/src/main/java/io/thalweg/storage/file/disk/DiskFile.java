package io.thalweg.storage.file.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file. Reads may run beside each other and beside one writer. */
public interface DiskFile extends Closeable {
  /**
   * Reads until the buffer is full or the file ends.
   *
   * @return the number of bytes read, possibly 0
   */
  int read(ByteBuffer target, long position) throws IOException;

  /** Writes all that remains in the buffer. On failure an unknown part of it has been written. */
  void write(ByteBuffer source, long position) throws IOException;

  /** Makes everything that was written durable. */
  void sync() throws IOException;

  void truncate(long size) throws IOException;

  long size() throws IOException;
}
