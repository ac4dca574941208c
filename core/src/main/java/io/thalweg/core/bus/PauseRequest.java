package io.thalweg.core.bus;

import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamName;
import java.util.Set;

/**
 * Stops deliveries, or lets them go on.
 *
 * @param partitions of which partitions; empty for all, and for those that are added while all are
 *     paused
 * @param paused whether they shall be paused from now on
 */
public record PauseRequest(
    StreamName stream, GroupName group, Set<Integer> partitions, boolean paused) {
  public PauseRequest {
    partitions = Set.copyOf(partitions);
  }
}
