package io.thalweg.storage.file.segment;

import io.thalweg.storage.file.disk.Disk;
import io.thalweg.storage.file.disk.DiskFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Files that nobody needs any more. They give their blocks back a few at a time: a file system that
 * frees a whole segment at once lets everybody who forces a file meanwhile wait until it is done.
 * Thread-safe; only one thread may free.
 */
public final class Trash {
  /** Freeing it takes a file system about as long as a commit takes. */
  private static final long STEP_BYTES = 2L * 1024 * 1024;

  private final Disk disk;
  private final Path directory;
  private final Queue<Path> files = new ConcurrentLinkedQueue<>();

  /** An empty trash; {@link #open} finds what the last process left in it. */
  public Trash(Disk disk, Path directory) {
    this.disk = disk;
    this.directory = directory;
  }

  /** Makes the directory if it is not there. */
  public void open() throws IOException {
    disk.createDirectory(directory);
    files.addAll(disk.list(directory));
  }

  /** Throws away a file of a stream that nobody uses. */
  public void add(Path file) throws IOException {
    release(take(file));
  }

  /**
   * Takes a file of a stream, if it is there, away from where it can be found. It stays whole until
   * it is released.
   *
   * @return what it is called now
   */
  Path take(Path file) throws IOException {
    String stream = file.getParent().getFileName().toString();
    Path taken = directory.resolve(stream + "-" + file.getFileName());
    if (disk.exists(file)) {
      disk.rename(file, taken);
    }
    return taken;
  }

  /** Nobody uses the file that was taken. */
  void release(Path taken) {
    files.add(taken);
  }

  /**
   * Frees some blocks.
   *
   * @return whether there is more to free
   * @throws IOException if a file could not be freed; the next start tries again
   */
  public boolean freeSome() throws IOException {
    Path file = files.peek();
    if (file == null) {
      return false;
    }
    boolean isGone = true;
    try {
      isGone = shorten(file);
    } finally {
      if (isGone) {
        files.remove();
      }
    }
    return !files.isEmpty();
  }

  private boolean shorten(Path path) throws IOException {
    if (disk.exists(path)) {
      try (DiskFile file = disk.open(path)) {
        long left = file.size() - STEP_BYTES;
        if (left > 0) {
          file.truncate(left);
          return false;
        }
      }
    }
    disk.delete(path);
    return true;
  }
}
