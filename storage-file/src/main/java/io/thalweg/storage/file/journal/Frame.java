package io.thalweg.storage.file.journal;

import io.thalweg.storage.file.disk.ByteSink;
import java.nio.ByteBuffer;

/**
 * What one commit writes to the journal: entries, one after the other. Used again for the next
 * commit. Not thread-safe.
 */
public final class Frame {
  private static final int CAPACITY = 1024 * 1024;
  private static final int CAPACITY_KEPT = 8 * 1024 * 1024;
  private static final int ENTRY_HEADER_BYTES = 16;

  private final ByteSink sink = ByteSink.offHeap(CAPACITY);
  private int entryAt;

  public Frame() {
    clear();
  }

  /** Forgets all entries. */
  public void clear() {
    sink.clear(CAPACITY_KEPT).putZeros(JournalFormat.FRAME_HEADER_BYTES);
  }

  /** The bytes of header and entries. */
  public int bytes() {
    return sink.size();
  }

  public boolean isEmpty() {
    return sink.size() == JournalFormat.FRAME_HEADER_BYTES;
  }

  /** Drops the entries that were added since the frame was so large. */
  public void cut(int bytes) {
    sink.cut(bytes);
  }

  /** Begins an entry; what is put into the returned sink until {@link #end} is its body. */
  public ByteSink begin(EntryType type, long streamId) {
    entryAt = sink.size();
    return sink.putInt(type.code()).putInt(0).putLong(streamId);
  }

  public void end() {
    sink.setInt(entryAt + 4, sink.size() - entryAt - ENTRY_HEADER_BYTES);
  }

  ByteBuffer sealed(long sequence, long fileNumber, long directoryId) {
    sink.setInt(0, JournalFormat.FRAME_MAGIC);
    sink.setInt(JournalFormat.LENGTH_AT, sink.size());
    sink.setLong(JournalFormat.SEQUENCE_AT, sequence);
    sink.setLong(JournalFormat.FILE_NUMBER_AT, fileNumber);
    ByteBuffer frame = sink.view(0);
    sink.setInt(JournalFormat.CRC_AT, JournalFormat.frameCrc(frame, directoryId));
    return frame;
  }
}
