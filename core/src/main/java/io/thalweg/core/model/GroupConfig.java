package io.thalweg.core.model;

import io.thalweg.core.error.StreamException;

/**
 * What the creator of a group may choose. Fixed from then on.
 *
 * @param start where the group starts to read
 * @param sessionTimeoutMs after how long a silent member loses its partitions, in milliseconds,
 *     {@value #SESSION_TIMEOUT_MIN_MS} to {@value #SESSION_TIMEOUT_MAX_MS}
 */
public record GroupConfig(
    GroupMode mode, StartPoint start, long sessionTimeoutMs, Assignment assignment) {
  public static final long SESSION_TIMEOUT_MIN_MS = 1_000;
  public static final long SESSION_TIMEOUT_MAX_MS = 3_600_000;

  /** Partitioned, from the earliest event, 30 seconds, sticky. */
  public static final GroupConfig DEFAULT =
      new GroupConfig(GroupMode.PARTITIONED, StartPoint.EARLIEST, 30_000, Assignment.STICKY);

  /**
   * Checks the ranges.
   *
   * @throws StreamException {@code INVALID_REQUEST} naming the field at fault
   */
  public GroupConfig {
    if (mode == GroupMode.SHARED) {
      throw StreamException.invalid("mode", "must be partitioned: shared groups come later");
    }
    if (sessionTimeoutMs < SESSION_TIMEOUT_MIN_MS || sessionTimeoutMs > SESSION_TIMEOUT_MAX_MS) {
      throw StreamException.invalid("session_timeout", "must be 1s to 1h");
    }
  }

  public GroupConfig withStart(StartPoint other) {
    return new GroupConfig(mode, other, sessionTimeoutMs, assignment);
  }

  public GroupConfig withSessionTimeoutMs(long other) {
    return new GroupConfig(mode, start, other, assignment);
  }
}
