package io.thalweg.core.model;

import io.thalweg.core.error.StreamException;

/**
 * What an operator may choose for a stream. Retention removes a prefix of the stream as soon as
 * <em>any</em> of its limits is passed; 0 means that this limit keeps for ever.
 *
 * @param partitions 1 to {@value #PARTITIONS_MAX}; may be raised later, never lowered
 * @param retentionMs age in milliseconds above which events are removed, 0 for no limit
 * @param retentionBytes stored bytes above which the oldest events are removed, 0 for no limit
 * @param retentionEvents number of events above which the oldest are removed, 0 for no limit
 * @param dedupWindowMs how long an event's {@code id} is remembered, in milliseconds; 0 switches
 *     idempotent publishing off
 */
public record StreamConfig(
    int partitions,
    long retentionMs,
    long retentionBytes,
    long retentionEvents,
    long dedupWindowMs) {

  public static final int PARTITIONS_MAX = 10_000;
  public static final long HOUR_MS = 3_600_000L;
  public static final long DEDUP_WINDOW_MAX_MS = 24 * HOUR_MS;

  /** One partition, 24 hours, a dedup window of two minutes. */
  public static final StreamConfig DEFAULT = new StreamConfig(1, 24 * HOUR_MS, 0, 0, 120_000L);

  /**
   * Checks the ranges.
   *
   * @throws StreamException {@code INVALID_REQUEST} naming the field at fault
   */
  public StreamConfig {
    if (partitions < 1 || partitions > PARTITIONS_MAX) {
      throw StreamException.invalid("partitions", "must be 1 to " + PARTITIONS_MAX);
    }
    if (retentionMs < 0) {
      throw StreamException.invalid("retention_hours", "must be 0 (for ever) or more");
    }
    if (retentionBytes < 0) {
      throw StreamException.invalid("retention_bytes", "must be 0 (no limit) or more");
    }
    if (retentionEvents < 0) {
      throw StreamException.invalid("retention_events", "must be 0 (no limit) or more");
    }
    if (dedupWindowMs < 0 || dedupWindowMs > DEDUP_WINDOW_MAX_MS) {
      throw StreamException.invalid("dedup_window", "must be 0s to 24h");
    }
  }
}
