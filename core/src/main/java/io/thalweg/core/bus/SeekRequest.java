package io.thalweg.core.bus;

import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StartPoint;
import io.thalweg.core.model.StreamName;
import java.util.Set;

/**
 * Moves a group's positions, forward or back.
 *
 * @param partitions which of them; empty for all
 * @param force also while members are live; their commits of before are fenced then
 */
public record SeekRequest(
    StreamName stream, GroupName group, StartPoint to, Set<Integer> partitions, boolean force) {
  public SeekRequest {
    partitions = Set.copyOf(partitions);
  }
}
