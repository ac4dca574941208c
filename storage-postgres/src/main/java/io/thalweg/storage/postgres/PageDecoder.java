package io.thalweg.storage.postgres;

import io.thalweg.core.record.EventBlock;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.record.RecordFormat;
import io.thalweg.core.spi.EventFilter;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;

/**
 * A page of events as it comes from the server, turned into records. The server puts a page into
 * one row, an array a column and all bodies in one value: a row an event would cost several times
 * as much to decode.
 */
final class PageDecoder {
  private static final int BEFORE_TYPE_BYTES = "\"event\":\"".length();

  private final Long[] timestamps;
  private final Long[] shapes;
  private final Integer[] bodyBytes;
  private final Integer[] partitions;
  private final Long[] ordinals;
  private final Long[] offsets;
  private final Buffer bodies;

  /** From the columns that {@link EventReads} asks for, the first at {@code column}. */
  PageDecoder(Row row, int column) {
    timestamps = row.getArrayOfLongs(column);
    shapes = row.getArrayOfLongs(column + 1);
    bodyBytes = row.getArrayOfIntegers(column + 2);
    partitions = row.getArrayOfIntegers(column + 3);
    ordinals = row.getArrayOfLongs(column + 4);
    bodies = row.getBuffer(column + 5);
    offsets = row.getArrayOfLongs(column + 6);
  }

  int count() {
    return timestamps == null ? 0 : timestamps.length;
  }

  /** The offset of the last event; only if there are events. */
  long lastOffset(long firstOffset) {
    return offset(count() - 1, firstOffset);
  }

  /**
   * The events.
   *
   * @param firstOffset where they start if they are dense, so that the server sent no offsets
   */
  EventBlock block(long firstOffset) {
    int count = count();
    if (count == 0) {
      return EventBlock.empty();
    }
    // Each body loses its brace and gains a header.
    byte[] records = new byte[bodies.length() + count * (RecordFormat.HEADER_BYTES - 1)];
    int from = 0;
    int to = 0;
    for (int i = 0; i < count; i++) {
      int length = RecordFormat.HEADER_BYTES + bodyBytes[i] - 1;
      bodies.getBytes(from + 1, from + bodyBytes[i], records, to + RecordFormat.HEADER_BYTES);
      fillHeader(records, to, length, i, offset(i, firstOffset));
      from += bodyBytes[i];
      to += length;
    }
    return new EventBlock(records, 0, to, count);
  }

  private long offset(int i, long firstOffset) {
    return offsets == null ? firstOffset + i : offsets[i];
  }

  private void fillHeader(byte[] records, int at, int length, int i, long offset) {
    long ordinal = ordinals == null || ordinals[i] == null ? offset : ordinals[i];
    int partition = partitions == null ? 0 : partitions[i];
    RecordFormat.length(records, at, length);
    RecordFormat.place(records, at, offset, timestamps[i], partition, ordinal);
    long shape = shapes[i];
    RecordFormat.lengths(
        records,
        at,
        typeLength(records, at + RecordFormat.HEADER_BYTES + BEFORE_TYPE_BYTES),
        (int) (shape >>> 48),
        (int) (shape >>> 32) & 0xFFFF,
        (int) shape);
  }

  private static int typeLength(byte[] bytes, int from) {
    int to = from;
    while (bytes[to] != '"') {
      to += bytes[to] == '\\' ? 2 : 1;
    }
    return to - from;
  }

  /** Those events of a block that the filter wants. */
  static EventBlock select(EventBlock block, EventFilter filter) {
    byte[] selected = new byte[block.bytes()];
    int to = 0;
    int count = 0;
    EventCursor event = block.cursor();
    while (event.next()) {
      if (filter.wants(event)) {
        System.arraycopy(event.array(), event.at(), selected, to, event.length());
        to += event.length();
        count++;
      }
    }
    return count == block.count() ? block : new EventBlock(selected, 0, to, count);
  }
}
