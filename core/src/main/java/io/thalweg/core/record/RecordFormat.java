package io.thalweg.core.record;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The layout of one encoded event. All numbers are little-endian.
 *
 * <pre>
 * byte  size  field
 *    0     4  checksum      of bytes 4 to length; a storage's own affair, 0 before it is stored
 *    4     4  length        of the whole record, in bytes
 *    8     8  offset        0 before it is stored
 *   16     8  timestamp     epoch milliseconds; 0 before it is stored
 *   24     8  ordinal       dense number inside its partition; before it is stored: the key's hash
 *                           (0 to 2^31-1), or -1 if the event has no partition key
 *   32     2  partition     unsigned
 *   34     2  type length   unsigned, bytes
 *   36     2  key length    unsigned, bytes; 65535: no key
 *   38     2  id length     unsigned, bytes; 65535: no id
 *   40     4  data length   bytes
 *   44        body          "event":"TYPE","data":DATA[,"partition_key":"KEY"][,"id":"ID"][,"headers":{..}]}
 * </pre>
 *
 * <p>The body is the end of the event's JSON object: put <code>{"offset":1,"partition":0,
 * "timestamp":2,</code> before it and it can be sent. TYPE, KEY and ID are in the shortest JSON
 * escaping, so that equal strings have equal bytes; DATA and the headers are the bytes that were
 * published.
 *
 * <p>The methods read and write single fields at {@code at}, the record's first byte in {@code
 * bytes}; they do not check that a whole record is there, {@link #isWhole} does.
 */
public final class RecordFormat {
  public static final int HEADER_BYTES = 44;
  public static final int CHECKSUM_AT = 0;
  public static final int LENGTH_AT = 4;
  public static final int OFFSET_AT = 8;
  public static final int TIMESTAMP_AT = 16;
  public static final int ORDINAL_AT = 24;
  public static final int PARTITION_AT = 32;
  static final int TYPE_LENGTH_AT = 34;
  static final int KEY_LENGTH_AT = 36;
  static final int ID_LENGTH_AT = 38;
  static final int DATA_LENGTH_AT = 40;

  /** The length that stands for "no key" or "no id". */
  public static final int ABSENT = 0xFFFF;

  /** The longest encoded type, key or id, in bytes. */
  public static final int TEXT_BYTES_MAX = ABSENT - 1;

  static final byte[] BEFORE_TYPE = ascii("\"event\":\"");
  static final byte[] BEFORE_DATA = ascii("\",\"data\":");
  static final byte[] BEFORE_KEY = ascii(",\"partition_key\":\"");
  static final byte[] BEFORE_ID = ascii(",\"id\":\"");
  static final byte[] BEFORE_HEADERS = ascii(",\"headers\":");

  /** The smallest a record can be: no key, id or headers, an empty type, one byte of data. */
  public static final int RECORD_BYTES_MIN =
      HEADER_BYTES + BEFORE_TYPE.length + BEFORE_DATA.length + 1 + 1;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private RecordFormat() {}

  public static int checksum(byte[] bytes, int at) {
    return (int) INT.get(bytes, at + CHECKSUM_AT);
  }

  public static void checksum(byte[] bytes, int at, int checksum) {
    INT.set(bytes, at + CHECKSUM_AT, checksum);
  }

  public static int length(byte[] bytes, int at) {
    return (int) INT.get(bytes, at + LENGTH_AT);
  }

  public static void length(byte[] bytes, int at, int length) {
    INT.set(bytes, at + LENGTH_AT, length);
  }

  public static long offset(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at + OFFSET_AT);
  }

  public static long timestamp(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at + TIMESTAMP_AT);
  }

  public static long ordinal(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at + ORDINAL_AT);
  }

  static void ordinal(byte[] bytes, int at, long ordinal) {
    LONG.set(bytes, at + ORDINAL_AT, ordinal);
  }

  /** Before it is stored: the partition key's hash, or -1 if there is no key. */
  public static long keyHash(byte[] bytes, int at) {
    return ordinal(bytes, at);
  }

  public static int partition(byte[] bytes, int at) {
    return unsignedShort(bytes, at + PARTITION_AT);
  }

  /** Fills in what the storage decides; the checksum is left for last and to the storage. */
  public static void place(
      byte[] bytes, int at, long offset, long timestamp, int partition, long ordinal) {
    LONG.set(bytes, at + OFFSET_AT, offset);
    LONG.set(bytes, at + TIMESTAMP_AT, timestamp);
    LONG.set(bytes, at + ORDINAL_AT, ordinal);
    SHORT.set(bytes, at + PARTITION_AT, (short) partition);
  }

  /**
   * Fills in the lengths of the body's parts; {@link #ABSENT} for a key or id that is not there.
   */
  public static void lengths(byte[] bytes, int at, int type, int key, int id, int data) {
    SHORT.set(bytes, at + TYPE_LENGTH_AT, (short) type);
    SHORT.set(bytes, at + KEY_LENGTH_AT, (short) key);
    SHORT.set(bytes, at + ID_LENGTH_AT, (short) id);
    INT.set(bytes, at + DATA_LENGTH_AT, data);
  }

  /** The encoded type's length in bytes. */
  public static int typeLength(byte[] bytes, int at) {
    return unsignedShort(bytes, at + TYPE_LENGTH_AT);
  }

  /** The encoded key's length in bytes, or {@link #ABSENT}. */
  public static int keyLength(byte[] bytes, int at) {
    return unsignedShort(bytes, at + KEY_LENGTH_AT);
  }

  /** The encoded id's length in bytes, or {@link #ABSENT}. */
  public static int idLength(byte[] bytes, int at) {
    return unsignedShort(bytes, at + ID_LENGTH_AT);
  }

  /** The data's length in bytes. */
  public static int dataLength(byte[] bytes, int at) {
    return (int) INT.get(bytes, at + DATA_LENGTH_AT);
  }

  /**
   * Whether a record that ends at or before {@code end} can start at {@code at}, by its lengths
   * alone.
   */
  public static boolean isWhole(byte[] bytes, int at, int end) {
    if (end - at < RECORD_BYTES_MIN) {
      return false;
    }
    int length = length(bytes, at);
    return length >= RECORD_BYTES_MIN && length <= end - at;
  }

  private static int unsignedShort(byte[] bytes, int at) {
    return (short) SHORT.get(bytes, at) & 0xFFFF;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
