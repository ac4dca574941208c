package io.thalweg.core.record;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import java.util.Arrays;

/**
 * Events for one stream in the order in which they shall be stored, encoded by {@link RecordFormat}
 * but for what the storage decides. Immutable once built: a storage copies before it fills in.
 */
public final class EventBatch {
  private final byte[] bytes;
  private final int length;
  private final int count;
  private final boolean withIds;

  private EventBatch(byte[] bytes, int length, int count, boolean withIds) {
    this.bytes = bytes;
    this.length = length;
    this.count = count;
    this.withIds = withIds;
  }

  public static Builder builder(int bytesHint) {
    return new Builder(new byte[Math.max(256, bytesHint)]);
  }

  /**
   * Encodes into this array, or into a larger one if it does not suffice. Once the batch is stored
   * and nobody looks at it any longer, its {@link #array()} may be used for another.
   */
  public static Builder builder(byte[] room) {
    return new Builder(room);
  }

  /** A batch of one. */
  public static EventBatch of(EventFields fields) {
    return builder(512).add(fields).build();
  }

  /**
   * A batch that was encoded elsewhere.
   *
   * @param bytes as {@link #array} gave them; not copied
   */
  public static EventBatch encoded(byte[] bytes, int count, boolean withIds) {
    return new EventBatch(bytes, bytes.length, count, withIds);
  }

  /** Number of events, at least 1. */
  public int count() {
    return count;
  }

  /** The encoded size in bytes. */
  public int bytes() {
    return length;
  }

  /** Whether any event has an {@code id}, so that the dedup window must be asked. */
  public boolean withIds() {
    return withIds;
  }

  /** The encoded events, in {@code [0, bytes())}. Not to be written to. */
  public byte[] array() {
    return bytes;
  }

  /** A cursor before the first event. */
  public EventCursor cursor() {
    return new EventCursor(bytes, 0, length);
  }

  /** Encodes events one after the other. Not thread-safe; used once. */
  public static final class Builder {
    private byte[] bytes;
    private int length;
    private int count;
    private boolean withIds;

    private Builder(byte[] room) {
      bytes = room;
    }

    public int count() {
      return count;
    }

    public int bytes() {
      return length;
    }

    /**
     * Encodes one event.
     *
     * @throws StreamException {@code TOO_LARGE} if the batch would pass 1 GiB, {@code
     *     INVALID_REQUEST} if a type, key or id takes more than {@link RecordFormat#TEXT_BYTES_MAX}
     *     bytes
     */
    public Builder add(EventFields fields) {
      int size = sizeOf(fields);
      ensureRoom(size);
      int at = length;
      RecordFormat.checksum(bytes, at, 0);
      RecordFormat.length(bytes, at, size);
      RecordFormat.place(bytes, at, 0, 0, 0, keyHash(fields.key));
      RecordFormat.lengths(
          bytes,
          at,
          fields.type.length,
          fields.key.lengthOrAbsent(),
          fields.id.lengthOrAbsent(),
          fields.data.length);
      int to = put(RecordFormat.BEFORE_TYPE, at + RecordFormat.HEADER_BYTES);
      to = put(fields.type, to);
      to = put(RecordFormat.BEFORE_DATA, to);
      to = put(fields.data, to);
      if (fields.key.present()) {
        to = put(RecordFormat.BEFORE_KEY, to);
        to = put(fields.key, to);
        bytes[to++] = '"';
      }
      if (fields.id.present()) {
        withIds = true;
        to = put(RecordFormat.BEFORE_ID, to);
        to = put(fields.id, to);
        bytes[to++] = '"';
      }
      if (fields.headers.present()) {
        to = put(RecordFormat.BEFORE_HEADERS, to);
        to = put(fields.headers, to);
      }
      bytes[to++] = '}';
      length = to;
      count++;
      return this;
    }

    /** The batch; the builder is spent. */
    public EventBatch build() {
      if (count == 0) {
        throw StreamException.invalid("events", "must hold at least one event");
      }
      return new EventBatch(bytes, length, count, withIds);
    }

    private static int sizeOf(EventFields fields) {
      checkText("event", fields.type);
      checkText("partition_key", fields.key);
      checkText("id", fields.id);
      long size =
          RecordFormat.HEADER_BYTES
              + RecordFormat.BEFORE_TYPE.length
              + RecordFormat.BEFORE_DATA.length
              + 1;
      size += fields.type.length + (long) fields.data.length;
      if (fields.key.present()) {
        size += RecordFormat.BEFORE_KEY.length + fields.key.length + 1;
      }
      if (fields.id.present()) {
        size += RecordFormat.BEFORE_ID.length + fields.id.length + 1;
      }
      if (fields.headers.present()) {
        size += RecordFormat.BEFORE_HEADERS.length + (long) fields.headers.length;
      }
      if (size > 1 << 30) {
        throw StreamException.of(ErrorCode.TOO_LARGE, "the event is larger than 1 GiB");
      }
      return (int) size;
    }

    private static void checkText(String field, EventFields.Slice slice) {
      if (slice.present() && slice.length > RecordFormat.TEXT_BYTES_MAX) {
        throw StreamException.invalid(
            field, "is longer than " + RecordFormat.TEXT_BYTES_MAX + " bytes");
      }
    }

    private static long keyHash(EventFields.Slice key) {
      if (!key.present()) {
        return -1;
      }
      for (int i = key.at; i < key.at + key.length; i++) {
        if (key.bytes[i] == '\\') {
          byte[] plain = JsonText.unescapeBytes(key.bytes, key.at, key.length);
          return Murmur2.hash(plain, 0, plain.length);
        }
      }
      return Murmur2.hash(key.bytes, key.at, key.length);
    }

    private void ensureRoom(int size) {
      long needed = (long) length + size;
      if (needed > 1 << 30) {
        throw StreamException.of(ErrorCode.TOO_LARGE, "the batch is larger than 1 GiB");
      }
      if (needed > bytes.length) {
        bytes = Arrays.copyOf(bytes, (int) Math.max(needed, Math.min(2L * bytes.length, 1 << 30)));
      }
    }

    private int put(EventFields.Slice slice, int to) {
      System.arraycopy(slice.bytes, slice.at, bytes, to, slice.length);
      return to + slice.length;
    }

    private int put(byte[] source, int to) {
      System.arraycopy(source, 0, bytes, to, source.length);
      return to + source.length;
    }
  }
}
