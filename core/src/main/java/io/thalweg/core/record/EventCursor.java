package io.thalweg.core.record;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/**
 * Walks over encoded events without allocating. Starts before the first; the accessors are about
 * the event that the last {@link #next()} moved to. Not thread-safe.
 */
public final class EventCursor {
  private final byte[] bytes;
  private final int end;
  private int at = -1;
  private int nextAt;

  /** A cursor over whole, checked records in {@code bytes[from .. end)}. */
  public EventCursor(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.end = end;
    this.nextAt = from;
  }

  /** Moves on; false when there are no more. */
  public boolean next() {
    if (nextAt >= end) {
      return false;
    }
    at = nextAt;
    nextAt = at + RecordFormat.length(bytes, at);
    return true;
  }

  /** The array that holds the event. Not to be written to. */
  public byte[] array() {
    return bytes;
  }

  /** Where the record starts in {@link #array()}. */
  public int at() {
    return at;
  }

  /** The record's length in bytes. */
  public int length() {
    return nextAt - at;
  }

  public long offset() {
    return RecordFormat.offset(bytes, at);
  }

  /** Epoch milliseconds. */
  public long timestamp() {
    return RecordFormat.timestamp(bytes, at);
  }

  public int partition() {
    return RecordFormat.partition(bytes, at);
  }

  /** The event's dense number inside its partition. */
  public long ordinal() {
    return RecordFormat.ordinal(bytes, at);
  }

  /** In a batch that is not stored yet: the key's hash, or -1. */
  public long keyHash() {
    return RecordFormat.keyHash(bytes, at);
  }

  /** Where the body, the end of the event's JSON object, starts in {@link #array()}. */
  public int bodyAt() {
    return at + RecordFormat.HEADER_BYTES;
  }

  /** The body's length in bytes. */
  public int bodyLength() {
    return length() - RecordFormat.HEADER_BYTES;
  }

  /** The event's type, decoded. */
  public String type() {
    return JsonText.unescape(bytes, typeAt(), RecordFormat.typeLength(bytes, at));
  }

  /** The event's data, the JSON text as it was published. */
  public Buffer data() {
    return slice(dataAt(), RecordFormat.dataLength(bytes, at));
  }

  public boolean hasKey() {
    return RecordFormat.keyLength(bytes, at) != RecordFormat.ABSENT;
  }

  /** The partition key, or null. */
  public String key() {
    return hasKey() ? JsonText.unescape(bytes, keyAt(), RecordFormat.keyLength(bytes, at)) : null;
  }

  public boolean hasId() {
    return RecordFormat.idLength(bytes, at) != RecordFormat.ABSENT;
  }

  /** The event's id, or null. */
  public String id() {
    return hasId() ? JsonText.unescape(bytes, idAt(), RecordFormat.idLength(bytes, at)) : null;
  }

  /** How many bytes the encoded id takes; only if {@link #hasId()}. Equal ids have equal bytes. */
  public int idLength() {
    return RecordFormat.idLength(bytes, at);
  }

  /** The headers, a JSON object as it was published, or null. */
  public Buffer headers() {
    int length = headersLength();
    return length < 0 ? null : slice(headersAt(), length);
  }

  /** A copy of the type as it is encoded. */
  public byte[] typeBytes() {
    return copy(typeAt(), RecordFormat.typeLength(bytes, at));
  }

  /** A copy of the data as it is encoded. */
  public byte[] dataBytes() {
    return copy(dataAt(), RecordFormat.dataLength(bytes, at));
  }

  /** A copy of the key as it is encoded; only if {@link #hasKey()}. */
  public byte[] keyBytes() {
    return copy(keyAt(), keyLength());
  }

  private byte[] copy(int from, int length) {
    return Arrays.copyOfRange(bytes, from, from + length);
  }

  /** Where the encoded type starts in {@link #array()}. */
  public int typeAt() {
    return bodyAt() + RecordFormat.BEFORE_TYPE.length;
  }

  /** Where the data start in {@link #array()}. */
  public int dataAt() {
    return typeAt() + RecordFormat.typeLength(bytes, at) + RecordFormat.BEFORE_DATA.length;
  }

  private int afterData() {
    return dataAt() + RecordFormat.dataLength(bytes, at);
  }

  /** Where the encoded key starts in {@link #array()}; only if {@link #hasKey()}. */
  public int keyAt() {
    return afterData() + RecordFormat.BEFORE_KEY.length;
  }

  /** How many bytes the encoded key takes; only if {@link #hasKey()}. */
  public int keyLength() {
    return RecordFormat.keyLength(bytes, at);
  }

  private int afterKey() {
    return hasKey() ? keyAt() + RecordFormat.keyLength(bytes, at) + 1 : afterData();
  }

  /** Where the id's bytes start in {@link #array()}; only if {@link #hasId()}. */
  public int idAt() {
    return afterKey() + RecordFormat.BEFORE_ID.length;
  }

  private int afterId() {
    return hasId() ? idAt() + RecordFormat.idLength(bytes, at) + 1 : afterKey();
  }

  /** Where the headers start in {@link #array()}; only if there are any. */
  public int headersAt() {
    return afterId() + RecordFormat.BEFORE_HEADERS.length;
  }

  /** How many bytes the headers take; -1 if there are none. */
  public int headersLength() {
    int braceAt = nextAt - 1;
    return afterId() == braceAt ? -1 : braceAt - headersAt();
  }

  private Buffer slice(int from, int length) {
    return Buffer.buffer(length).setBytes(0, bytes, from, length);
  }
}
