package io.thalweg.storage.file;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps every other storage, in this process or another, off a data directory. */
final class DirectoryLock implements Closeable {
  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  static DirectoryLock take(Path dataDir) throws IOException {
    Path path = dataDir.resolve("lock");
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return new DirectoryLock(channel);
      }
    } catch (OverlappingFileLockException heldByThisProcess) {
      // The same answer as for another process.
    } catch (IOException failure) {
      channel.close();
      throw failure;
    }
    channel.close();
    throw StreamException.of(
        ErrorCode.CONFLICT,
        "the data directory "
            + dataDir
            + " is in use by another server (it holds "
            + path
            + "): stop that one, or give this one a directory of its own");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
