package io.thalweg.storage.file.journal;

import io.thalweg.storage.file.disk.Disk;
import io.thalweg.storage.file.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * The journal's directory: makes files, keeps those that are done with for the next time. A file
 * gets its name only when its header is on the disk, so that a name always means a whole header.
 * Thread-safe.
 */
public final class JournalFiles {
  private static final int ZEROS_BYTES = 1024 * 1024;
  private static final int SPARES_MAX = 2;

  private final Disk disk;
  private final Path directory;
  private final long directoryId;
  private final long fileBytes;
  private final Deque<Path> spares = new ArrayDeque<>();
  private long spareNumber;

  public JournalFiles(Disk disk, Path directory, long directoryId, long fileBytes) {
    this.disk = disk;
    this.directory = directory;
    this.directoryId = directoryId;
    this.fileBytes = fileBytes;
  }

  long fileBytes() {
    return fileBytes;
  }

  long directoryId() {
    return directoryId;
  }

  Path directory() {
    return directory;
  }

  Disk disk() {
    return disk;
  }

  /** The numbers of the files that are there, ascending. */
  List<Long> numbers() throws IOException {
    return disk.list(directory).stream()
        .map(JournalFormat::number)
        .filter(number -> number >= 0)
        .sorted(Comparator.naturalOrder())
        .toList();
  }

  /** Removes files that never got a name. */
  public void deleteLeftovers() throws IOException {
    for (Path path : disk.list(directory)) {
      if (path.getFileName().toString().endsWith(".tmp")) {
        disk.delete(path);
      }
    }
  }

  /** A file that grows as it is written: ready at once. */
  synchronized JournalFile growing(long number) throws IOException {
    Path path = temporary(number);
    return named(number, path, disk.create(path), false);
  }

  /** A file whose blocks all exist: a spare one, or one that is written full of zeros here. */
  JournalFile writtenAhead(long number) throws IOException {
    Path spare = takeSpare();
    if (spare != null) {
      return named(number, spare, disk.open(spare), true);
    }
    Path path = temporary(number);
    DiskFile file = disk.create(path);
    try {
      fill(file);
      return named(number, path, file, true);
    } catch (IOException failure) {
      file.close();
      disk.delete(path);
      throw failure;
    }
  }

  private void fill(DiskFile file) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS_BYTES);
    for (long at = 0; at < fileBytes; at += ZEROS_BYTES) {
      zeros.clear().limit((int) Math.min(ZEROS_BYTES, fileBytes - at));
      file.write(zeros, at);
      file.sync();
    }
  }

  private JournalFile named(long number, Path path, DiskFile file, boolean writtenAhead)
      throws IOException {
    try {
      file.write(JournalFormat.fileHeader(directoryId, number), 0);
      file.sync();
      Path name = JournalFormat.file(directory, number);
      disk.rename(path, name);
      disk.syncDirectory(directory);
      return new JournalFile(number, name, file, writtenAhead);
    } catch (IOException failure) {
      file.close();
      throw failure;
    }
  }

  private synchronized Path takeSpare() {
    return spares.poll();
  }

  /** Opens a file that recovery has read, to go on in it. */
  JournalFile existing(long number) throws IOException {
    Path path = JournalFormat.file(directory, number);
    DiskFile file = disk.open(path);
    return new JournalFile(number, path, file, file.size() >= fileBytes);
  }

  /** Lets go of the files below a number: no start will ever need them. */
  public void retireBelow(long number) throws IOException {
    for (long old : numbers()) {
      if (old < number) {
        retire(JournalFormat.file(directory, old));
      }
    }
    disk.syncDirectory(directory);
  }

  private synchronized void retire(Path path) throws IOException {
    boolean isWhole;
    try (DiskFile file = disk.openForReading(path)) {
      isWhole = file.size() == fileBytes;
    }
    if (!isWhole || spares.size() >= SPARES_MAX) {
      disk.delete(path);
      return;
    }
    Path spare = directory.resolve("spare-" + spareNumber++ + ".tmp");
    disk.rename(path, spare);
    spares.add(spare);
  }

  private Path temporary(long number) {
    return directory.resolve(number + ".tmp");
  }
}
