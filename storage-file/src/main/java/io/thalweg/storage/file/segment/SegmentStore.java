package io.thalweg.storage.file.segment;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.record.RecordFormat;
import io.thalweg.storage.file.disk.ByteSink;
import io.thalweg.storage.file.disk.Disk;
import io.thalweg.storage.file.disk.DiskFile;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** The segment files of a data directory and their indexes. Thread-safe. */
public final class SegmentStore {
  private static final int SCAN_BYTES = 1024 * 1024;
  private static final int INDEX_HEADER_BYTES = 48;

  private final Disk disk;
  private final Path streams;
  private final long directoryId;
  private final Trash trash;
  private final OpenFiles files;

  public SegmentStore(Disk disk, Path streams, Trash trash, long directoryId, int openFilesMax) {
    this.disk = disk;
    this.streams = streams;
    this.trash = trash;
    this.directoryId = directoryId;
    this.files = new OpenFiles(disk, openFilesMax);
  }

  public Disk disk() {
    return disk;
  }

  /** Where files go that nobody needs any more. */
  public Trash trash() {
    return trash;
  }

  public OpenFiles files() {
    return files;
  }

  public Path streams() {
    return streams;
  }

  public Path directory(long streamId) {
    return SegmentFormat.directory(streams, streamId);
  }

  /** The segment as a checkpoint remembers it; nothing is opened. */
  public Segment remembered(long streamId, long baseOffset, long basePosition, Extent extent) {
    return new Segment(
        SegmentFormat.segment(streams, streamId, baseOffset), baseOffset, basePosition, extent);
  }

  /** Creates an empty segment; its directory entry is not durable yet. */
  OpenFiles.Lease create(long streamId, Segment segment) throws IOException {
    OpenFiles.Lease lease = files.create(segment.path());
    try {
      lease.file().write(SegmentFormat.header(directoryId, streamId, segment), 0);
      return lease;
    } catch (IOException failure) {
      lease.close();
      throw failure;
    }
  }

  /** Reads bytes of records; fails with {@code CORRUPT} if the file is too short. */
  int read(Segment segment, long position, byte[] target, int at, int length) throws IOException {
    try (OpenFiles.Lease lease = files.use(segment.path())) {
      int read = lease.file().read(ByteBuffer.wrap(target, at, length), segment.fileAt(position));
      if (read < length) {
        throw corrupt(segment, position + read, "the file ends here but should go on");
      }
      return read;
    }
  }

  /** The segment's index: from memory, else from its file, else made from the segment itself. */
  SegmentIndex index(Segment segment, int salt) throws IOException {
    SegmentIndex index = segment.loadedIndex();
    if (index != null) {
      return index;
    }
    synchronized (segment) {
      index = segment.loadedIndex();
      if (index == null) {
        index = readIndex(segment);
        if (index == null) {
          index = scan(segment, salt);
        }
        segment.load(index);
      }
      return index;
    }
  }

  private SegmentIndex readIndex(Segment segment) {
    Path path = SegmentFormat.index(segment.path());
    if (!disk.exists(path)) {
      return null;
    }
    try (DiskFile file = disk.openForReading(path)) {
      ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.size()));
      file.read(bytes, 0);
      bytes.flip().order(ByteOrder.LITTLE_ENDIAN);
      boolean fits =
          bytes.remaining() >= INDEX_HEADER_BYTES
              && bytes.getLong(0) == SegmentFormat.INDEX_MAGIC
              && bytes.getInt(12) == SegmentFormat.crc(bytes.duplicate().position(16))
              && bytes.getLong(16) == directoryId
              && bytes.getLong(24) == segment.baseOffset()
              && bytes.getLong(32) == segment.basePosition()
              && bytes.getLong(40) == segment.extent().endPosition();
      return fits ? SegmentIndex.readFrom(bytes.position(INDEX_HEADER_BYTES).slice()) : null;
    } catch (IOException | BufferUnderflowException | ArithmeticException unreadable) {
      return null;
    }
  }

  /** Writes the index beside its segment. It is derived: nobody waits for it to be durable. */
  void writeIndex(Segment segment, SegmentIndex index) throws IOException {
    ByteSink sink = ByteSink.onHeap(INDEX_HEADER_BYTES + 32 * index.size() + 64);
    sink.putLong(SegmentFormat.INDEX_MAGIC).putInt(1).putInt(0).putLong(directoryId);
    sink.putLong(segment.baseOffset()).putLong(segment.basePosition());
    sink.putLong(segment.extent().endPosition());
    index.writeTo(sink);
    sink.setInt(12, SegmentFormat.crc(sink.view(16)));
    try (DiskFile file = disk.create(SegmentFormat.index(segment.path()))) {
      file.write(sink.view(0), 0);
    }
  }

  private SegmentIndex scan(Segment segment, int salt) throws IOException {
    SegmentIndex.Builder builder = new SegmentIndex.Builder(SegmentIndex.empty());
    RecordScan scan = new RecordScan(this, segment, salt, SCAN_BYTES);
    scan.from(segment.baseOffset(), segment.basePosition());
    while (scan.next()) {
      builder.add(
          (int) (scan.offset() - segment.baseOffset()),
          (int) (scan.position() - segment.basePosition()),
          RecordFormat.timestamp(scan.array(), scan.at()),
          RecordFormat.partition(scan.array(), scan.at()));
    }
    return builder.view();
  }

  /** The file beside a segment that holds its index. */
  public static Path indexOf(Segment segment) {
    return SegmentFormat.index(segment.path());
  }

  /** Deletes a segment and its index. Who reads it at this moment may go on. */
  public void delete(Segment segment) throws IOException {
    disk.delete(SegmentFormat.index(segment.path()));
    Path taken = trash.take(segment.path());
    files.forget(segment.path(), () -> trash.release(taken));
  }

  static StreamException corrupt(Segment segment, long position, String what) {
    return StreamException.of(
        ErrorCode.CORRUPT,
        "the segment "
            + segment.path()
            + " is damaged at byte "
            + segment.fileAt(position)
            + ": "
            + what
            + ". Nothing from there is served; restore the file from a copy");
  }
}
