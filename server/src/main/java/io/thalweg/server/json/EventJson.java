package io.thalweg.server.json;

import io.thalweg.core.record.EventCursor;
import java.nio.charset.StandardCharsets;

/**
 * Writes stored events as JSON objects: the numbers that the storage gave, then the body as it lies
 * in the record. The only place that knows what a consumed event looks like. Not thread-safe.
 *
 * <p>It remembers the digits of the last event, since neighbours in a stream mostly differ by one
 * in the offset and share the millisecond: writing the numbers anew took longer than copying the
 * event.
 */
public final class EventJson {
  private static final byte[] BEFORE_OFFSET = ascii("{\"offset\":");
  private static final byte[] BEFORE_PARTITION = ascii(",\"partition\":");
  private static final byte[] BEFORE_TIMESTAMP = ascii(",\"timestamp\":");
  private static final byte[] BEFORE_DELIVERY = ascii("\"delivery\":");
  private static final long NONE = -2;

  /** For an event of which nobody counts how often it was handed out. */
  static final int UNCOUNTED = 0;

  /** What an event's JSON can be longer than its record, in bytes, at the most. */
  public static final int OVERHEAD_MAX =
      BEFORE_OFFSET.length
          + BEFORE_PARTITION.length
          + BEFORE_TIMESTAMP.length
          + BEFORE_DELIVERY.length
          + 2
          + 4 * Digits.LONG_MAX;

  private final byte[] offsetPart = new byte[BEFORE_OFFSET.length + Digits.LONG_MAX];
  private final byte[] timestampPart = new byte[BEFORE_TIMESTAMP.length + Digits.LONG_MAX + 1];
  private int offsetPartLength;
  private int timestampPartLength;
  private long offset = NONE;
  private long timestamp = NONE;

  public EventJson() {
    System.arraycopy(BEFORE_OFFSET, 0, offsetPart, 0, BEFORE_OFFSET.length);
    System.arraycopy(BEFORE_TIMESTAMP, 0, timestampPart, 0, BEFORE_TIMESTAMP.length);
  }

  /**
   * Writes the event at the cursor.
   *
   * @return where the next byte goes
   */
  public int write(EventCursor event, byte[] out, int at) {
    return write(event, UNCOUNTED, out, at);
  }

  /**
   * Writes the event at the cursor.
   *
   * @param delivery the how manyeth time it is handed out, or {@link #UNCOUNTED}
   * @return where the next byte goes
   */
  int write(EventCursor event, int delivery, byte[] out, int at) {
    prepare(event);
    System.arraycopy(offsetPart, 0, out, at, offsetPartLength);
    int to = at + offsetPartLength;
    System.arraycopy(BEFORE_PARTITION, 0, out, to, BEFORE_PARTITION.length);
    to = Digits.put(event.partition(), out, to + BEFORE_PARTITION.length);
    System.arraycopy(timestampPart, 0, out, to, timestampPartLength);
    to += timestampPartLength;
    if (delivery != UNCOUNTED) {
      System.arraycopy(BEFORE_DELIVERY, 0, out, to, BEFORE_DELIVERY.length);
      to = Digits.put(delivery, out, to + BEFORE_DELIVERY.length);
      out[to++] = ',';
    }
    System.arraycopy(event.array(), event.bodyAt(), out, to, event.bodyLength());
    return to + event.bodyLength();
  }

  /** The exact length of what {@code write} writes for the event at the cursor. */
  int length(EventCursor event, int delivery) {
    return length(event)
        + (delivery == UNCOUNTED ? 0 : BEFORE_DELIVERY.length + Digits.count(delivery) + 1);
  }

  /** The exact length of what {@code write} writes for an event that is not counted. */
  public int length(EventCursor event) {
    prepare(event);
    return offsetPartLength
        + BEFORE_PARTITION.length
        + Digits.count(event.partition())
        + timestampPartLength
        + event.bodyLength();
  }

  private void prepare(EventCursor event) {
    long nextOffset = event.offset();
    if (nextOffset != offset) {
      boolean counted =
          nextOffset == offset + 1
              && Digits.increment(offsetPart, BEFORE_OFFSET.length, offsetPartLength);
      if (!counted) {
        offsetPartLength = Digits.put(nextOffset, offsetPart, BEFORE_OFFSET.length);
      }
      offset = nextOffset;
    }
    if (event.timestamp() != timestamp) {
      timestamp = event.timestamp();
      int to = Digits.put(timestamp, timestampPart, BEFORE_TIMESTAMP.length);
      timestampPart[to] = ',';
      timestampPartLength = to + 1;
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
