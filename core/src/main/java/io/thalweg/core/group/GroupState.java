package io.thalweg.core.group;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * All that the coordinator knows of one group. Immutable; copies share what they did not change.
 *
 * <p>Who holds what changes only together with the generation, so that equal generations mean equal
 * layouts.
 *
 * @param generation raised whenever members, owners or targets change
 * @param newPartitionStart where a partition that is added to the stream starts: all its events are
 *     at or above
 * @param lastTicket the last number given to a call or a delivery
 * @param restored what was there when this coordinator started
 */
record GroupState(
    GroupIdentity identity,
    long generation,
    long newPartitionStart,
    PersistentArray<PartitionState> partitions,
    Members members,
    SharedWork shared,
    long lastTicket,
    Restored restored) {

  /**
   * What a restart leaves unknown: owners from no later than a generation can have got anything
   * below a head.
   */
  record Restored(long generation, long head) {
    static final Restored NOTHING = new Restored(-1, 0);
  }

  /** A new group without members. */
  static GroupState empty(GroupIdentity identity, int partitions, long start, long head) {
    List<PartitionState> free = new ArrayList<>();
    for (int i = 0; i < partitions; i++) {
      free.add(PartitionState.free(start));
    }
    return new GroupState(
        identity,
        0,
        head,
        PersistentArray.of(free),
        Members.NONE,
        SharedWork.NONE,
        0,
        Restored.NOTHING);
  }

  PartitionState partition(int partition) {
    return partitions.get(partition);
  }

  /** Behind the last event that the partition's owner can have got. */
  long deliveredAtMost(int partition) {
    PartitionState state = partition(partition);
    return state.assigned() <= restored.generation()
        ? Math.max(state.delivered(), restored.head())
        : state.delivered();
  }

  long sessionTimeoutMs() {
    return identity.config().sessionTimeoutMs();
  }

  /** Whether every member holds what it shall hold. */
  boolean isStable() {
    for (PartitionState partition : partitions.toList()) {
      if (!partition.isHeldByItsTarget()) {
        return false;
      }
    }
    return true;
  }

  GroupState withPartition(int partition, PartitionState changed) {
    return changed == partition(partition)
        ? this
        : withPartitions(partitions.with(partition, changed));
  }

  GroupState withPartitions(PersistentArray<PartitionState> changed) {
    return new GroupState(
        identity, generation, newPartitionStart, changed, members, shared, lastTicket, restored);
  }

  GroupState withMember(Member changed) {
    return withMembers(members.with(changed));
  }

  GroupState withMembers(Members changed) {
    return new GroupState(
        identity, generation, newPartitionStart, partitions, changed, shared, lastTicket, restored);
  }

  GroupState withShared(SharedWork changed) {
    return new GroupState(
        identity,
        generation,
        newPartitionStart,
        partitions,
        members,
        changed,
        lastTicket,
        restored);
  }

  GroupState withGeneration(long changed) {
    return new GroupState(
        identity, changed, newPartitionStart, partitions, members, shared, lastTicket, restored);
  }

  GroupState withNewPartitionStart(long changed) {
    return new GroupState(
        identity, generation, changed, partitions, members, shared, lastTicket, restored);
  }

  GroupState withLastTicket(long changed) {
    return new GroupState(
        identity, generation, newPartitionStart, partitions, members, shared, changed, restored);
  }

  GroupState withCommitted(Map<Integer, Long> offsets) {
    GroupState state = this;
    for (Map.Entry<Integer, Long> commit : offsets.entrySet()) {
      int partition = commit.getKey();
      state =
          state.withPartition(
              partition, state.partition(partition).committedUpTo(commit.getValue()));
    }
    return state;
  }
}
