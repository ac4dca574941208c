package io.thalweg.core.bus;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.QueueConfig;
import io.thalweg.core.model.StreamName;

/**
 * A worker's call for events of a shared group.
 *
 * @param limit at most so many events, at least 1
 * @param bytesMax encoded size at which the answer ends; one event is returned however large it is
 * @param leaseMs how long the worker wants to have for them, in milliseconds; {@link #AS_CREATED}
 *     for what the group was created with
 * @param waitMs how long to wait for events, in milliseconds
 */
public record LeaseRequest(
    StreamName stream, GroupName group, int limit, int bytesMax, long leaseMs, long waitMs) {
  public static final long AS_CREATED = -1;

  public LeaseRequest {
    if (limit < 1) {
      throw StreamException.invalid("limit", "must be at least 1");
    }
    if (bytesMax < 1) {
      throw StreamException.invalid("max_bytes", "must be at least 1");
    }
    if (leaseMs != AS_CREATED) {
      QueueConfig.checkLease(leaseMs);
    }
    if (waitMs < 0 || waitMs > StreamLog.WAIT_MAX_MS) {
      throw StreamException.invalid("wait", "must be 0s to " + StreamLog.WAIT_MAX_MS / 1000 + "s");
    }
  }
}
