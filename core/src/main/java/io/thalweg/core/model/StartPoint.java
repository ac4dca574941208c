package io.thalweg.core.model;

import io.thalweg.core.error.StreamException;

/**
 * Where a group starts, or seeks to: an end of the stream, an offset, or a time.
 *
 * @param value the offset, or epoch milliseconds; 0 for an end of the stream
 */
public record StartPoint(Kind kind, long value) {
  public static final StartPoint EARLIEST = new StartPoint(Kind.EARLIEST, 0);
  public static final StartPoint LATEST = new StartPoint(Kind.LATEST, 0);

  /** What {@link StartPoint#value} means. */
  public enum Kind {
    EARLIEST,
    LATEST,
    OFFSET,
    TIME
  }

  public StartPoint {
    if (value < 0) {
      throw StreamException.invalid("offset", "must be 0 or more");
    }
  }

  public static StartPoint offset(long offset) {
    return new StartPoint(Kind.OFFSET, offset);
  }

  /** The first event at or after a time, in epoch milliseconds. */
  public static StartPoint time(long epochMs) {
    return new StartPoint(Kind.TIME, epochMs);
  }
}
