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
 * @param earlier the partitions as this coordinator knew them before it had to read the group
 *     again; none if it never had to
 */
record GroupState(
    GroupIdentity identity,
    long generation,
    long newPartitionStart,
    PersistentArray<PartitionState> partitions,
    Members members,
    SharedWork shared,
    long lastTicket,
    PersistentArray<PartitionState> earlier) {

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
        PersistentArray.empty());
  }

  PartitionState partition(int partition) {
    return partitions.get(partition);
  }

  /** Behind the last event that the partition's owner has got from this coordinator. */
  long delivered(int partition) {
    PartitionState now = partition(partition);
    return partition < earlier.size() && earlier.get(partition).isOfTheSameOwnership(now)
        ? Math.max(now.delivered(), earlier.get(partition).delivered())
        : now.delivered();
  }

  /** Read again from the storage, which does not know what was delivered before. */
  GroupState remembering(GroupState last) {
    List<PartitionState> known = last.partitions().toList();
    for (int i = 0; i < known.size(); i++) {
      known.set(i, known.get(i).withDelivered(last.delivered(i)));
    }
    return new GroupState(
        identity,
        generation,
        newPartitionStart,
        partitions,
        members,
        shared,
        lastTicket,
        PersistentArray.of(known));
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
        identity, generation, newPartitionStart, changed, members, shared, lastTicket, earlier);
  }

  GroupState withMember(Member changed) {
    return withMembers(members.with(changed));
  }

  GroupState withMembers(Members changed) {
    return new GroupState(
        identity, generation, newPartitionStart, partitions, changed, shared, lastTicket, earlier);
  }

  GroupState withShared(SharedWork changed) {
    return new GroupState(
        identity, generation, newPartitionStart, partitions, members, changed, lastTicket, earlier);
  }

  GroupState withGeneration(long changed) {
    return new GroupState(
        identity, changed, newPartitionStart, partitions, members, shared, lastTicket, earlier);
  }

  GroupState withNewPartitionStart(long changed) {
    return new GroupState(
        identity, generation, changed, partitions, members, shared, lastTicket, earlier);
  }

  GroupState withLastTicket(long changed) {
    return new GroupState(
        identity, generation, newPartitionStart, partitions, members, shared, changed, earlier);
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
