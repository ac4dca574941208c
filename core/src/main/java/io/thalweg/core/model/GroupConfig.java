package io.thalweg.core.model;

import io.thalweg.core.error.StreamException;

/**
 * What the creator of a group may choose. Fixed from then on.
 *
 * @param start where the group starts to read
 * @param sessionTimeoutMs after how long a silent member loses its partitions, in milliseconds,
 *     {@value #SESSION_TIMEOUT_MIN_MS} to {@value #SESSION_TIMEOUT_MAX_MS}
 * @param queue what a shared group works by; null for a partitioned one
 */
public record GroupConfig(
    GroupMode mode,
    StartPoint start,
    long sessionTimeoutMs,
    Assignment assignment,
    QueueConfig queue) {
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
    if ((mode == GroupMode.SHARED) != (queue != null)) {
      throw new IllegalArgumentException(mode + " with " + queue);
    }
    if (sessionTimeoutMs < SESSION_TIMEOUT_MIN_MS || sessionTimeoutMs > SESSION_TIMEOUT_MAX_MS) {
      throw StreamException.invalid("session_timeout", "must be 1s to 1h");
    }
  }

  /** A partitioned group. */
  public GroupConfig(
      GroupMode mode, StartPoint start, long sessionTimeoutMs, Assignment assignment) {
    this(mode, start, sessionTimeoutMs, assignment, null);
  }

  /** A shared group. */
  public static GroupConfig shared(StartPoint start, QueueConfig queue) {
    return new GroupConfig(
        GroupMode.SHARED, start, DEFAULT.sessionTimeoutMs, DEFAULT.assignment, queue);
  }

  public GroupConfig withStart(StartPoint other) {
    return new GroupConfig(mode, other, sessionTimeoutMs, assignment, queue);
  }
}
