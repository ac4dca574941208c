package io.thalweg.core.model;

/**
 * A stream as it stands at one moment.
 *
 * @param generation the stream's incarnation: differs from that of any stream of this name that was
 *     deleted before, and fits 53 bits, so that JavaScript reads it exactly
 * @param createdAt epoch milliseconds
 * @param minOffset the oldest offset that is retained; equals {@code head} if the stream is empty
 * @param head the offset that the next event will get
 * @param bytes what the retained events take in storage, in bytes, as {@code retention_bytes}
 *     counts
 */
public record StreamInfo(
    StreamName name,
    StreamConfig config,
    long generation,
    long createdAt,
    long minOffset,
    long head,
    long bytes) {

  public long messageCount() {
    return head - minOffset;
  }

  /** The last offset given, {@code head - 1}: one less than {@code minOffset} if empty. */
  public long maxOffset() {
    return head - 1;
  }
}
