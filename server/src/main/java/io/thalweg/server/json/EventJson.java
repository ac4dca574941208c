package io.thalweg.server.json;

import io.thalweg.core.record.EventCursor;
import java.nio.charset.StandardCharsets;

/**
 * Writes stored events as JSON objects: the numbers that the storage gave, then the body as it lies
 * in the record. The only place that knows what a consumed event looks like. Not thread-safe.
 *
 * <p>It remembers what the last event began with, since neighbours in a page mostly differ by
 * little in the offset and share the millisecond: writing the numbers anew took longer than copying
 * the event.
 */
public final class EventJson {
  private static final byte[] BEFORE_OFFSET = ascii("{\"offset\":");
  private static final byte[] BEFORE_PARTITION = ascii(",\"partition\":");
  private static final byte[] BEFORE_TIMESTAMP = ascii(",\"timestamp\":");
  private static final byte[] BEFORE_DELIVERY = ascii("\"delivery\":");
  private static final long NONE = Long.MIN_VALUE / 2;

  /** A larger step between two offsets changes so many digits that they may as well be written. */
  private static final int STEP_MAX = 1_000;

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

  private final byte[] head =
      new byte
          [BEFORE_OFFSET.length
              + BEFORE_PARTITION.length
              + BEFORE_TIMESTAMP.length
              + 3 * Digits.LONG_MAX
              + 1];
  private int headLength;
  private int offsetEnd;
  private int partitionDigits;
  private long offset = NONE;
  private long timestamp = NONE;
  private int partition;

  public EventJson() {
    System.arraycopy(BEFORE_OFFSET, 0, head, 0, BEFORE_OFFSET.length);
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
    System.arraycopy(head, 0, out, at, headLength);
    int to = at + headLength;
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
    return BEFORE_OFFSET.length
        + Digits.count(event.offset())
        + BEFORE_PARTITION.length
        + Digits.count(event.partition())
        + BEFORE_TIMESTAMP.length
        + Digits.count(event.timestamp())
        + 1
        + event.bodyLength();
  }

  private void prepare(EventCursor event) {
    long step = event.offset() - offset;
    boolean follows =
        step > 0
            && step <= STEP_MAX
            && event.timestamp() == timestamp
            && Digits.count(event.partition()) == partitionDigits
            && Digits.add((int) step, head, BEFORE_OFFSET.length, offsetEnd);
    if (!follows) {
      offsetEnd = Digits.put(event.offset(), head, BEFORE_OFFSET.length);
      putPartition(event.partition());
      putTimestamp(event.timestamp());
    } else if (event.partition() != partition) {
      putPartition(event.partition());
    }
    offset = event.offset();
  }

  private void putPartition(int next) {
    System.arraycopy(BEFORE_PARTITION, 0, head, offsetEnd, BEFORE_PARTITION.length);
    Digits.put(next, head, offsetEnd + BEFORE_PARTITION.length);
    partition = next;
    partitionDigits = Digits.count(next);
  }

  private void putTimestamp(long next) {
    int at = offsetEnd + BEFORE_PARTITION.length + partitionDigits;
    System.arraycopy(BEFORE_TIMESTAMP, 0, head, at, BEFORE_TIMESTAMP.length);
    int to = Digits.put(next, head, at + BEFORE_TIMESTAMP.length);
    head[to] = ',';
    headLength = to + 1;
    timestamp = next;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
