package io.thalweg.bench.base;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Not thread-safe. The file that a group commit goes to: one that grows, or one of written blocks
 * that is gone round in.
 */
final class CommitFile implements Closeable {

  private static final int AHEAD_BYTES = 512 << 20;
  private static final int ZEROS_BYTES = 1 << 20;

  private final FileChannel channel;
  private final long bytesMax;
  private long position;

  private CommitFile(FileChannel channel, long bytesMax) {
    this.channel = channel;
    this.bytesMax = bytesMax;
  }

  static CommitFile growing(Path file) throws IOException {
    return new CommitFile(open(file), Long.MAX_VALUE);
  }

  static CommitFile writtenAhead(Path file) throws IOException {
    FileChannel channel = open(file);
    ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS_BYTES);
    for (long at = 0; at < AHEAD_BYTES; at += ZEROS_BYTES) {
      writeAll(channel, zeros.clear(), at);
    }
    channel.force(true);
    return new CommitFile(channel, AHEAD_BYTES);
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file,
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING);
  }

  /** Writes what is in the buffer at the end, and leaves making it durable to {@link #force}. */
  void write(ByteBuffer bytes) throws IOException {
    if (position + bytes.remaining() > bytesMax) {
      position = 0;
    }
    position += writeAll(channel, bytes, position);
  }

  void force() throws IOException {
    channel.force(false);
  }

  /** Forgets everything, so that a new run starts as the first one did. */
  void restart() throws IOException {
    position = 0;
    if (bytesMax == Long.MAX_VALUE) {
      channel.truncate(0);
    }
  }

  private static int writeAll(FileChannel channel, ByteBuffer bytes, long position)
      throws IOException {
    int written = 0;
    while (bytes.hasRemaining()) {
      written += channel.write(bytes, position + written);
    }
    return written;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
