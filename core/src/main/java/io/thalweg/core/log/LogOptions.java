package io.thalweg.core.log;

import io.thalweg.core.error.StreamException;

/**
 * Limits of the log verticle.
 *
 * @param queuedBytesMax encoded size of events that may wait to be written; more is refused with
 *     {@code OVERLOADED}
 * @param writeBytesMax encoded size at which gathering ends and the next write begins
 * @param retentionEveryMs how often retention is applied
 */
public record LogOptions(long queuedBytesMax, int writeBytesMax, long retentionEveryMs) {
  /** 64 MiB queued, 8 MiB a write, retention every 10 s. */
  public static final LogOptions DEFAULT = new LogOptions(64L << 20, 8 << 20, 10_000);

  public LogOptions {
    if (queuedBytesMax < 1 << 20) {
      throw StreamException.invalid("log.queued_bytes_max", "must be 1 MiB or more");
    }
    if (writeBytesMax < 1 << 16) {
      throw StreamException.invalid("log.write_bytes_max", "must be 64 KiB or more");
    }
    if (retentionEveryMs < 100) {
      throw StreamException.invalid("log.retention_every", "must be 100ms or more");
    }
  }
}
