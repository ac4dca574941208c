package io.thalweg.server.json;

import io.thalweg.core.record.EventCursor;
import java.nio.charset.StandardCharsets;

/**
 * Writes stored events as JSON objects: the numbers that the storage gave, then the body as it lies
 * in the record. The only place that knows what a consumed event looks like.
 */
public final class EventJson {
  private static final byte[] BEFORE_OFFSET = ascii("{\"offset\":");
  private static final byte[] BEFORE_PARTITION = ascii(",\"partition\":");
  private static final byte[] BEFORE_TIMESTAMP = ascii(",\"timestamp\":");
  private static final int DIGITS_MAX = 19;

  /** What an event's JSON can be longer than its record, in bytes, at the most. */
  public static final int OVERHEAD_MAX =
      BEFORE_OFFSET.length + BEFORE_PARTITION.length + BEFORE_TIMESTAMP.length + 1 + 3 * DIGITS_MAX;

  private EventJson() {}

  /**
   * Writes the event at the cursor.
   *
   * @return where the next byte goes
   */
  public static int write(EventCursor event, byte[] out, int at) {
    int to = put(BEFORE_OFFSET, out, at);
    to = putNumber(event.offset(), out, to);
    to = put(BEFORE_PARTITION, out, to);
    to = putNumber(event.partition(), out, to);
    to = put(BEFORE_TIMESTAMP, out, to);
    to = putNumber(event.timestamp(), out, to);
    out[to++] = ',';
    System.arraycopy(event.array(), event.bodyAt(), out, to, event.bodyLength());
    return to + event.bodyLength();
  }

  /** The exact length of what {@link #write} writes for the event at the cursor. */
  public static int length(EventCursor event) {
    return BEFORE_OFFSET.length
        + digits(event.offset())
        + BEFORE_PARTITION.length
        + digits(event.partition())
        + BEFORE_TIMESTAMP.length
        + digits(event.timestamp())
        + 1
        + event.bodyLength();
  }

  /**
   * Writes a number that is not negative in decimal digits.
   *
   * @return where the next byte goes
   */
  public static int putNumber(long number, byte[] out, int at) {
    int end = at + digits(number);
    int to = end;
    long rest = number;
    do {
      out[--to] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest != 0);
    return end;
  }

  private static int digits(long number) {
    int digits = 1;
    for (long bound = 10; number >= bound && digits < DIGITS_MAX; bound *= 10) {
      digits++;
    }
    return digits;
  }

  private static int put(byte[] source, byte[] out, int at) {
    System.arraycopy(source, 0, out, at, source.length);
    return at + source.length;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
