package io.thalweg.storage.file.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The file system of this machine.
 *
 * <p>The threads that call it must never be interrupted: an interrupt in the middle of a transfer
 * closes the channel for everybody.
 */
public final class FileSystemDisk implements Disk {
  private final boolean syncing;

  /**
   * A disk.
   *
   * @param syncing false leaves durability to the operating system: nothing is ever forced
   */
  public FileSystemDisk(boolean syncing) {
    this.syncing = syncing;
  }

  @Override
  public DiskFile create(Path path) throws IOException {
    return channel(
        path,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE);
  }

  @Override
  public DiskFile open(Path path) throws IOException {
    return channel(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  @Override
  public DiskFile openForReading(Path path) throws IOException {
    return channel(path, StandardOpenOption.READ);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void delete(Path path) throws IOException {
    Files.deleteIfExists(path);
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = directory.toAbsolutePath().getParent();
    if (parent != null) {
      createDirectories(parent);
    }
    Files.createDirectories(directory);
    if (parent != null) {
      syncDirectory(parent);
    }
  }

  @Override
  public boolean createDirectory(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return false;
    }
    Files.createDirectory(directory);
    return true;
  }

  @Override
  public List<Path> list(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.toList();
    }
  }

  @Override
  public boolean exists(Path path) {
    return Files.exists(path);
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    if (!syncing) {
      return;
    }
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private DiskFile channel(Path path, OpenOption... options) throws IOException {
    return new ChannelFile(FileChannel.open(path, options), syncing);
  }

  private record ChannelFile(FileChannel channel, boolean syncing) implements DiskFile {
    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      int total = 0;
      while (target.hasRemaining()) {
        int read = channel.read(target, position + total);
        if (read < 0) {
          break;
        }
        total += read;
      }
      return total;
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      long at = position;
      while (source.hasRemaining()) {
        at += channel.write(source, at);
      }
    }

    @Override
    public void sync() throws IOException {
      if (syncing) {
        channel.force(false);
      }
    }

    @Override
    public void truncate(long size) throws IOException {
      channel.truncate(size);
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
