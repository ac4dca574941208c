package io.thalweg.storage.file.segment;

import io.thalweg.core.record.EventCursor;
import io.thalweg.core.record.RecordFormat;
import java.io.IOException;

/**
 * Walks over the records of one segment, checking each, with a bounded buffer. Not thread-safe.
 * Fails with {@code CORRUPT} at the first record that is not what was written.
 */
public final class RecordScan {
  private final SegmentStore store;
  private final Segment segment;
  private final Extent extent;
  private final int salt;
  private final int bufferBytes;
  private final RecordChecksum checksum = new RecordChecksum();
  private byte[] buffer;
  private int filled;
  private int at;
  private int nextAt;
  private long bufferPosition;
  private long nextOffset;

  public RecordScan(SegmentStore store, Segment segment, int salt, int bufferBytes) {
    this(store, segment, salt, bufferBytes, new byte[0]);
  }

  /** With a buffer that nobody else uses meanwhile; only a larger record takes another. */
  RecordScan(SegmentStore store, Segment segment, int salt, byte[] buffer) {
    this(store, segment, salt, buffer.length, buffer);
  }

  private RecordScan(
      SegmentStore store, Segment segment, int salt, int bufferBytes, byte[] buffer) {
    this.store = store;
    this.segment = segment;
    this.extent = segment.extent();
    this.salt = salt;
    this.bufferBytes = bufferBytes;
    this.buffer = buffer;
  }

  /** Goes before a record whose place is known. */
  public void from(long offset, long position) {
    nextOffset = offset;
    if (position >= bufferPosition && position < bufferPosition + filled) {
      nextAt = (int) (position - bufferPosition);
      return;
    }
    bufferPosition = position;
    filled = 0;
    nextAt = 0;
  }

  /** Moves to the next record; false at the segment's end. */
  public boolean next() throws IOException {
    if (bufferPosition + nextAt >= extent.endPosition()) {
      return false;
    }
    if (!RecordFormat.isWhole(buffer, nextAt, filled)) {
      fill();
    }
    if (!checksum.isSound(buffer, nextAt, filled, nextOffset, salt)) {
      throw SegmentStore.corrupt(
          segment, bufferPosition + nextAt, "offset " + nextOffset + " is not what was written");
    }
    at = nextAt;
    nextAt += RecordFormat.length(buffer, at);
    nextOffset++;
    return true;
  }

  private void fill() throws IOException {
    bufferPosition += nextAt;
    nextAt = 0;
    long left = extent.endPosition() - bufferPosition;
    load((int) Math.min(bufferBytes, left));
    if (filled >= RecordFormat.RECORD_BYTES_MIN && !RecordFormat.isWhole(buffer, 0, filled)) {
      int length = RecordFormat.length(buffer, 0);
      if (length > filled && length <= left) {
        load(length);
      }
    }
  }

  private void load(int bytes) throws IOException {
    if (buffer.length < bytes) {
      buffer = new byte[bytes];
    }
    filled = store.read(segment, bufferPosition, buffer, 0, bytes);
  }

  /** A cursor on the record. */
  EventCursor cursor() {
    EventCursor cursor = new EventCursor(buffer, at, nextAt);
    cursor.next();
    return cursor;
  }

  public byte[] array() {
    return buffer;
  }

  public int at() {
    return at;
  }

  public int length() {
    return nextAt - at;
  }

  public long offset() {
    return nextOffset - 1;
  }

  /** The offset that {@link #next()} would move to. */
  public long nextOffset() {
    return nextOffset;
  }

  public long position() {
    return bufferPosition + at;
  }
}
