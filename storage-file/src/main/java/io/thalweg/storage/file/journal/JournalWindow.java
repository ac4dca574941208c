package io.thalweg.storage.file.journal;

import io.thalweg.storage.file.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A journal file looked at through a buffer of bounded size. Not thread-safe. */
final class JournalWindow implements AutoCloseable {
  private static final int BYTES = 4 * 1024 * 1024;

  private final DiskFile file;
  private final long directoryId;
  private final long fileNumber;
  private final long size;
  private ByteBuffer buffer = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN).limit(0);
  private long start;

  JournalWindow(DiskFile file, long directoryId, long fileNumber) throws IOException {
    this.file = file;
    this.directoryId = directoryId;
    this.fileNumber = fileNumber;
    this.size = file.size();
  }

  boolean hasSoundHeader() throws IOException {
    return size >= JournalFormat.FILE_HEADER_BYTES
        && JournalFormat.isFileHeader(
            view(0, JournalFormat.FILE_HEADER_BYTES), directoryId, fileNumber);
  }

  /** The frame at a place if it is whole and as it was written, else null. */
  ByteBuffer frame(long at) throws IOException {
    if (at + JournalFormat.FRAME_HEADER_BYTES > size) {
      return null;
    }
    ByteBuffer header = view(at, JournalFormat.FRAME_HEADER_BYTES);
    int length = header.getInt(header.position() + JournalFormat.LENGTH_AT);
    boolean plausible =
        header.getInt(header.position()) == JournalFormat.FRAME_MAGIC
            && header.getLong(header.position() + JournalFormat.FILE_NUMBER_AT) == fileNumber
            && length >= JournalFormat.FRAME_HEADER_BYTES
            && length <= size - at;
    if (!plausible) {
      return null;
    }
    ByteBuffer frame = view(at, length);
    boolean sound =
        frame.getInt(frame.position() + JournalFormat.CRC_AT)
            == JournalFormat.frameCrc(frame, directoryId);
    return sound ? frame : null;
  }

  /** Whether somebody began to write a frame of this file at a place. */
  boolean hasTornFrame(long at) throws IOException {
    if (at + JournalFormat.FRAME_HEADER_BYTES > size) {
      return at < size;
    }
    ByteBuffer header = view(at, JournalFormat.FRAME_HEADER_BYTES);
    return header.getInt(header.position()) == JournalFormat.FRAME_MAGIC
        && header.getLong(header.position() + JournalFormat.FILE_NUMBER_AT) == fileNumber;
  }

  /** The number of the first sound frame at or behind a place, or -1. */
  long findFrameFrom(long from) throws IOException {
    for (long at = JournalFormat.aligned(from);
        at + JournalFormat.FRAME_HEADER_BYTES <= size;
        at += 8) {
      if (at < start || at + 4 > start + buffer.limit()) {
        load(at, (int) Math.min(BYTES, size - at));
      }
      if (buffer.getInt((int) (at - start)) == JournalFormat.FRAME_MAGIC) {
        ByteBuffer frame = frame(at);
        if (frame != null) {
          return sequence(frame);
        }
      }
    }
    return -1;
  }

  static long sequence(ByteBuffer frame) {
    return frame.getLong(frame.position() + JournalFormat.SEQUENCE_AT);
  }

  private ByteBuffer view(long at, int length) throws IOException {
    if (at < start || at + length > start + buffer.limit()) {
      load(at, length);
    }
    int from = (int) (at - start);
    return buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN).limit(from + length).position(from);
  }

  private void load(long at, int length) throws IOException {
    if (buffer.capacity() < length) {
      buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }
    buffer.clear();
    file.read(buffer, at);
    buffer.flip();
    start = at;
    if (buffer.limit() < length) {
      throw new IOException("the file became shorter while it was read");
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
