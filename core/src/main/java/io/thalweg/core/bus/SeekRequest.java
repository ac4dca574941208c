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
 * @param dryRun only says what would become: refused like the real one, and changes nothing
 */
public record SeekRequest(
    StreamName stream,
    GroupName group,
    StartPoint to,
    Set<Integer> partitions,
    boolean force,
    boolean dryRun) {
  public SeekRequest {
    partitions = Set.copyOf(partitions);
  }

  /** One that is done. */
  public SeekRequest(
      StreamName stream, GroupName group, StartPoint to, Set<Integer> partitions, boolean force) {
    this(stream, group, to, partitions, force, false);
  }
}
