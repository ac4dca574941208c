package io.thalweg.storage.file.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What the storage needs of a file system. Thread-safe. */
public interface Disk {
  /** Creates the file, or empties the one that is there, for reading and writing. */
  DiskFile create(Path path) throws IOException;

  /** Opens an existing file for reading and writing. */
  DiskFile open(Path path) throws IOException;

  /** Opens an existing file for reading only. */
  DiskFile openForReading(Path path) throws IOException;

  /** Moves a file over whatever has the other name, atomically. */
  void rename(Path from, Path to) throws IOException;

  /** Removes the file if it is there. */
  void delete(Path path) throws IOException;

  /** Creates the directory and those above it, and makes each new name durable. */
  void createDirectories(Path directory) throws IOException;

  /** Creates one directory if it is not there; its name is not durable yet. True if it is new. */
  boolean createDirectory(Path directory) throws IOException;

  /** What lies in the directory, in no order; nothing if there is no such directory. */
  List<Path> list(Path directory) throws IOException;

  boolean exists(Path path);

  /** Makes births, renames and deaths of the directory's files durable. */
  void syncDirectory(Path directory) throws IOException;
}
