package io.thalweg.storage.redis;

import io.thalweg.core.record.EventBlock;
import io.thalweg.core.record.JsonText;
import io.thalweg.core.record.RecordFormat;
import io.thalweg.core.spi.EventFilter;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
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

  private Buffer key;
  private Buffer id;
  private Buffer headers;
  private long ordinal;

  RecordWriter(EventFilter filter, int eventsMax, int bytesMax, int bytesHint) {
    this.filter = filter;
    this.eventsMax = eventsMax;
    this.bytesMax = bytesMax;
    this.bytes = new byte[bytesHint];
  }

  /** Adds the entry if it is wanted; false if it is and there is no room for it. */
  boolean add(Entry entry) {
    Buffer type = entry.fields().get(1).toBuffer();
    Buffer data = entry.fields().get(3).toBuffer();
    if (!filter.wants(entry.partition(), entry.offset()) || !wantsType(type)) {
      return true;
    }
    look(entry);
    int size = size(type, data);
    if (count == eventsMax || (count > 0 && length + (long) size > bytesMax)) {
      return false;
    }
    ensureRoom(size);
    writeHeader(entry, size, type, data);
    writeBody(type, data);
    count++;
    return true;
  }

  private boolean wantsType(Buffer type) {
    return filter.type() == null
        || filter.type().matches(JsonText.unescape(type.getBytes(), 0, type.length()));
  }

  /** Finds the fields that not every entry has. */
  private void look(Entry entry) {
    Response fields = entry.fields();
    key = null;
    id = null;
    headers = null;
    ordinal = entry.offset();
    for (int i = 4; i < fields.size(); i += 2) {
      Buffer value = fields.get(i + 1).toBuffer();
      switch (fields.get(i).toString()) {
        case "partition_key" -> key = value;
        case "id" -> id = value;
        case "headers" -> headers = value;
        case "ordinal" -> ordinal = Entry.number(value, 0, value.length());
        default -> {}
      }
    }
  }

  private int size(Buffer type, Buffer data) {
    int size = RecordFormat.HEADER_BYTES + BEFORE_TYPE.length + BEFORE_DATA.length + 1;
    size += type.length() + data.length();
    size += key == null ? 0 : BEFORE_KEY.length + key.length() + 1;
    size += id == null ? 0 : BEFORE_ID.length + id.length() + 1;
    return size + (headers == null ? 0 : BEFORE_HEADERS.length + headers.length());
  }

  private void ensureRoom(int size) {
    if (length + size > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + size, 2 * bytes.length));
    }
  }

  private void writeHeader(Entry entry, int size, Buffer type, Buffer data) {
    RecordFormat.checksum(bytes, length, 0);
    RecordFormat.length(bytes, length, size);
    RecordFormat.place(
        bytes, length, entry.offset(), entry.timestamp(), entry.partition(), ordinal);
    RecordFormat.lengths(
        bytes, length, type.length(), lengthOrAbsent(key), lengthOrAbsent(id), data.length());
    length += RecordFormat.HEADER_BYTES;
  }

  private static int lengthOrAbsent(Buffer text) {
    return text == null ? RecordFormat.ABSENT : text.length();
  }

  private void writeBody(Buffer type, Buffer data) {
    put(BEFORE_TYPE);
    put(type);
    put(BEFORE_DATA);
    put(data);
    if (key != null) {
      put(BEFORE_KEY);
      put(key);
      bytes[length++] = '"';
    }
    if (id != null) {
      put(BEFORE_ID);
      put(id);
      bytes[length++] = '"';
    }
    if (headers != null) {
      put(BEFORE_HEADERS);
      put(headers);
    }
    bytes[length++] = '}';
  }

  private void put(byte[] words) {
    System.arraycopy(words, 0, bytes, length, words.length);
    length += words.length;
  }

  private void put(Buffer value) {
    value.getBytes(bytes, length);
    length += value.length();
  }

  EventBlock block() {
    return count == 0 ? EventBlock.empty() : new EventBlock(bytes, 0, length, count);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
