package io.thalweg.core.record;

/**
 * Stored events in offset order, whole and checked, as a reader gets them. Immutable. A block may
 * hold a selection of a stream, so its offsets need not be dense.
 *
 * @param array holds the events; not to be written to
 * @param from the first event's first byte
 * @param to behind the last event's last byte; equals {@code from} if the block is empty
 * @param count number of events
 */
public record EventBlock(byte[] array, int from, int to, int count) {
  private static final EventBlock EMPTY = new EventBlock(new byte[0], 0, 0, 0);

  public static EventBlock empty() {
    return EMPTY;
  }

  /** The encoded size in bytes. */
  public int bytes() {
    return to - from;
  }

  public boolean isEmpty() {
    return count == 0;
  }

  /** A cursor before the first event. */
  public EventCursor cursor() {
    return new EventCursor(array, from, to);
  }
}
