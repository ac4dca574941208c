package io.thalweg.storage.file.checkpoint;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.storage.file.disk.ByteSink;
import io.thalweg.storage.file.disk.ByteSource;
import io.thalweg.storage.file.disk.Disk;
import io.thalweg.storage.file.disk.DiskFile;
import io.thalweg.storage.file.disk.UnsyncedException;
import io.thalweg.storage.file.journal.JournalPosition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** The manifest: replaced as a whole by each checkpoint, read by each start. */
public final class ManifestFile {
  private static final String NAME = "manifest";
  private static final String CLEAN_NAME = "clean";
  private static final long MAGIC = 0x31304E414D574854L; // THWMAN01
  private static final int HEADER_BYTES = 64;

  /** Of what is written; 1 came without producers and is read too. */
  private static final int VERSION = 2;

  private final Disk disk;
  private final Path directory;

  public ManifestFile(Disk disk, Path directory) {
    this.disk = disk;
    this.directory = directory;
  }

  boolean exists() {
    return disk.exists(path());
  }

  private Path path() {
    return directory.resolve(NAME);
  }

  /** Replaces the manifest; it is durable when this returns. */
  public void write(Identity identity, JournalPosition position, ByteBuffer... parts)
      throws IOException {
    ByteSink header = ByteSink.onHeap(HEADER_BYTES);
    header.putLong(MAGIC).putInt(VERSION).putInt(0).putLong(identity.directoryId());
    header.putLong(identity.idKey0()).putLong(identity.idKey1());
    header.putLong(position.file()).putLong(position.at()).putLong(position.sequence());
    CRC32C crc = new CRC32C();
    crc.update(header.view(16));
    for (ByteBuffer part : parts) {
      crc.update(part.duplicate());
    }
    header.setInt(12, (int) crc.getValue());
    replace(path(), header.view(0), parts);
  }

  private void replace(Path target, ByteBuffer first, ByteBuffer... others) throws IOException {
    Path temporary = target.resolveSibling(target.getFileName() + ".tmp");
    try (DiskFile file = disk.create(temporary)) {
      long at = first.remaining();
      file.write(first, 0);
      for (ByteBuffer other : others) {
        int bytes = other.remaining();
        file.write(other.duplicate(), at);
        at += bytes;
      }
      sync(file, temporary);
    }
    disk.rename(temporary, target);
    disk.syncDirectory(directory);
  }

  private static void sync(DiskFile file, Path path) throws IOException {
    try {
      file.sync();
    } catch (IOException failure) {
      throw new UnsyncedException(path, failure);
    }
  }

  /** What a manifest says. */
  record Content(int version, Identity identity, JournalPosition position, ByteSource rest) {}

  Content read() throws IOException {
    try (DiskFile file = disk.openForReading(path())) {
      ByteBuffer bytes =
          ByteBuffer.allocate(Math.toIntExact(file.size())).order(ByteOrder.LITTLE_ENDIAN);
      file.read(bytes, 0);
      bytes.flip();
      boolean sound =
          bytes.remaining() >= HEADER_BYTES
              && bytes.getLong(0) == MAGIC
              && bytes.getInt(12) == crc(bytes.duplicate().position(16));
      if (!sound) {
        throw StreamException.of(
            ErrorCode.CORRUPT,
            "the manifest "
                + path()
                + " is damaged: restore the data directory from a copy, or move it away and start"
                + " with an empty one");
      }
      int version = bytes.getInt(8);
      if (version < 1 || version > VERSION) {
        throw StreamException.of(
            ErrorCode.CORRUPT,
            "the manifest "
                + path()
                + " is of version "
                + version
                + ", and this build knows versions up to "
                + VERSION
                + ": start the newer Thalweg that wrote it");
      }
      ByteSource source = new ByteSource(bytes.position(16));
      Identity identity = new Identity(source.readLong(), source.readLong(), source.readLong());
      JournalPosition position =
          new JournalPosition(source.readLong(), source.readLong(), source.readLong());
      return new Content(version, identity, position, source);
    }
  }

  /** Notes that the process ended in order right behind this checkpoint. */
  public void markClean(JournalPosition position) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    replace(directory.resolve(CLEAN_NAME), bytes.putLong(position.sequence()).flip());
  }

  /** Whether the process ended in order right behind this checkpoint; the note is gone after. */
  boolean takeClean(JournalPosition position) throws IOException {
    Path path = directory.resolve(CLEAN_NAME);
    if (!disk.exists(path)) {
      return false;
    }
    ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    try (DiskFile file = disk.openForReading(path)) {
      file.read(bytes, 0);
    }
    disk.delete(path);
    disk.syncDirectory(directory);
    return !bytes.hasRemaining() && bytes.getLong(0) == position.sequence();
  }

  private static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
