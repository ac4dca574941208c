package io.thalweg.core.bus;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamName;

/**
 * Publishes dead letters of a shared group to its stream again.
 *
 * @param from the first offset of the dead letter stream
 * @param to behind the last one; {@link Long#MAX_VALUE} for all there are
 * @param limit how many letters to look at at the most, 1 to {@value #LIMIT_MAX}
 */
public record ReplayRequest(StreamName stream, GroupName group, long from, long to, int limit) {
  public static final int LIMIT_MAX = 1_000;

  public ReplayRequest {
    if (from < 0) {
      throw StreamException.invalid("from", "must be 0 or more");
    }
    if (to < from) {
      throw StreamException.invalid("to", "must not be below from");
    }
    if (limit < 1 || limit > LIMIT_MAX) {
      throw StreamException.invalid("limit", "must be 1 to " + LIMIT_MAX);
    }
  }
}
