package io.thalweg.storage.redis;

import io.thalweg.core.record.EventBlock;
import io.thalweg.core.record.JsonText;
import io.thalweg.core.record.RecordFormat;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.storage.redis.EntryCursor.Slice;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Puts a page of entries together as records, up to the limits of a query. The body of a record is
 * the entry's fields with these words between them. Not thread-safe.
 */
final class RecordWriter {
  private static final byte[] BEFORE_TYPE = ascii("\"event\":\"");
  private static final byte[] BEFORE_DATA = ascii("\",\"data\":");
  private static final byte[] BEFORE_KEY = ascii(",\"partition_key\":\"");
  private static final byte[] BEFORE_ID = ascii(",\"id\":\"");
  private static final byte[] BEFORE_HEADERS = ascii(",\"headers\":");

  private final EventFilter filter;
  private final int eventsMax;
  private final int bytesMax;
  private byte[] bytes;
  private int length;
  private int count;

  RecordWriter(EventFilter filter, int eventsMax, int bytesMax, int bytesHint) {
    this.filter = filter;
    this.eventsMax = eventsMax;
    this.bytesMax = bytesMax;
    this.bytes = new byte[bytesHint];
  }

  /** Adds the entry if it is wanted; false if it is and there is no room for it. */
  boolean add(EntryCursor entry) {
    if (!filter.wants(entry.partition(), entry.offset) || !wantsType(entry)) {
      return true;
    }
    int size = size(entry);
    if (count == eventsMax || (count > 0 && length + (long) size > bytesMax)) {
      return false;
    }
    ensureRoom(size);
    writeHeader(entry, size);
    writeBody(entry);
    count++;
    return true;
  }

  private boolean wantsType(EntryCursor entry) {
    return filter.type() == null
        || filter
            .type()
            .matches(JsonText.unescape(entry.bytes(), entry.type.at, entry.type.length));
  }

  private static int size(EntryCursor entry) {
    int size = RecordFormat.HEADER_BYTES + BEFORE_TYPE.length + BEFORE_DATA.length + 1;
    size += entry.type.length + entry.data.length;
    size += entry.key.length < 0 ? 0 : BEFORE_KEY.length + entry.key.length + 1;
    size += entry.id.length < 0 ? 0 : BEFORE_ID.length + entry.id.length + 1;
    return size + (entry.headers.length < 0 ? 0 : BEFORE_HEADERS.length + entry.headers.length);
  }

  private void ensureRoom(int size) {
    if (length + size > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + size, 2 * bytes.length));
    }
  }

  private void writeHeader(EntryCursor entry, int size) {
    RecordFormat.checksum(bytes, length, 0);
    RecordFormat.length(bytes, length, size);
    RecordFormat.place(
        bytes, length, entry.offset, entry.timestamp, entry.partition(), entry.ordinal);
    RecordFormat.lengths(
        bytes,
        length,
        entry.type.length,
        lengthOrAbsent(entry.key),
        lengthOrAbsent(entry.id),
        entry.data.length);
    length += RecordFormat.HEADER_BYTES;
  }

  private static int lengthOrAbsent(Slice text) {
    return text.length < 0 ? RecordFormat.ABSENT : text.length;
  }

  private void writeBody(EntryCursor entry) {
    put(BEFORE_TYPE);
    put(entry, entry.type);
    put(BEFORE_DATA);
    put(entry, entry.data);
    if (entry.key.length >= 0) {
      put(BEFORE_KEY);
      put(entry, entry.key);
      bytes[length++] = '"';
    }
    if (entry.id.length >= 0) {
      put(BEFORE_ID);
      put(entry, entry.id);
      bytes[length++] = '"';
    }
    if (entry.headers.length >= 0) {
      put(BEFORE_HEADERS);
      put(entry, entry.headers);
    }
    bytes[length++] = '}';
  }

  private void put(byte[] words) {
    System.arraycopy(words, 0, bytes, length, words.length);
    length += words.length;
  }

  private void put(EntryCursor entry, Slice value) {
    System.arraycopy(entry.bytes(), value.at, bytes, length, value.length);
    length += value.length;
  }

  EventBlock block() {
    return count == 0 ? EventBlock.empty() : new EventBlock(bytes, 0, length, count);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
