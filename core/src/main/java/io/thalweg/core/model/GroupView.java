package io.thalweg.core.model;

import java.util.List;

/**
 * A group as it stands at one moment.
 *
 * @param generation raised whenever who holds what changes
 * @param lag how many events the group has not committed, exactly
 * @param lagMs how long ago the first of them was published, in milliseconds; 0 if there is none
 * @param queue the work of a shared group, which has neither members nor partitions; else null
 */
public record GroupView(
    StreamName stream,
    GroupName group,
    GroupConfig config,
    Condition condition,
    long generation,
    List<MemberView> members,
    List<GroupPartitionView> partitions,
    long lag,
    long lagMs,
    QueueView queue) {

  /** Whether a group is at rest. */
  public enum Condition {
    /** No members. */
    EMPTY,
    /** A partition waits for its owner to let go of it. */
    REBALANCING,
    /** Every member holds what it shall hold. */
    STABLE
  }

  /** Whether all partitions are paused, and with them those that are added. */
  public boolean isPaused() {
    return queue != null
        ? queue.paused()
        : partitions.stream().allMatch(GroupPartitionView::paused);
  }

  public GroupView {
    members = List.copyOf(members);
    partitions = List.copyOf(partitions);
  }
}
