package io.thalweg.storage.file.stream;

/**
 * What of a stream is durable and retained, taken at one moment. Positions count the stream's
 * stored bytes from its first event on, whether they are still kept or not.
 *
 * @param minOffset the oldest retained offset
 * @param minPosition where that event starts
 * @param head the offset of the next event
 * @param headPosition where that event will start
 * @param lastTimestamp of the newest event, epoch milliseconds; 0 if there was none
 */
public record Span(
    long minOffset, long minPosition, long head, long headPosition, long lastTimestamp) {
  public static final Span EMPTY = new Span(0, 0, 0, 0, 0);

  /** The bytes that are retained. */
  public long bytes() {
    return headPosition - minPosition;
  }

  Span grownTo(long newHead, long newHeadPosition, long newLastTimestamp) {
    return new Span(minOffset, minPosition, newHead, newHeadPosition, newLastTimestamp);
  }

  Span trimmedTo(long newMinOffset, long newMinPosition) {
    return new Span(newMinOffset, newMinPosition, head, headPosition, lastTimestamp);
  }
}
