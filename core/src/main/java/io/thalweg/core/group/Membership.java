package io.thalweg.core.group;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Who is in the group and who holds what: joining, going, handing over. Pure functions. */
final class Membership {
  /** More would make each rebalance long and its record large. */
  static final int MEMBERS_MAX = 10_000;

  private Membership() {}

  static GroupState join(GroupState state, String name, long now) {
    if (state.members().size() >= MEMBERS_MAX) {
      throw StreamException.of(
          ErrorCode.CONFLICT, "the group has " + MEMBERS_MAX + " members, which is the limit");
    }
    Member member = Member.joining(name, now + state.sessionTimeoutMs());
    return rebalanced(state.withMembers(state.members().adding(member)));
  }

  static GroupDecision<Void> leave(GroupState state, String name) {
    if (!state.members().contains(name)) {
      throw notAMember(name);
    }
    return new GroupDecision<>(without(state, Set.of(name)), null);
  }

  static StreamException notAMember(String name) {
    return StreamException.of(
        ErrorCode.MEMBER_NOT_FOUND, "the group has no member " + name + " now");
  }

  static GroupDecision<Long> expire(GroupState state, long now) {
    GroupState settled = Settling.giveUp(state, now);
    List<String> silent =
        settled.members().list().stream()
            .filter(member -> member.expiresAt() <= now)
            .map(Member::name)
            .toList();
    GroupState left = silent.isEmpty() ? settled : without(settled, Set.copyOf(silent));
    return new GroupDecision<>(left, nextDeadline(left));
  }

  private static long nextDeadline(GroupState state) {
    long next = Long.MAX_VALUE;
    for (Member member : state.members().list()) {
      next = Math.min(next, member.expiresAt());
    }
    for (Delivery delivery : state.shared().inFlight()) {
      next = Math.min(next, delivery.expiresAt());
    }
    return next;
  }

  static GroupDecision<Void> partitionsAdded(GroupState state, int partitions, long head) {
    if (partitions <= state.partitions().size()) {
      return new GroupDecision<>(state, null);
    }
    List<PartitionState> more = new ArrayList<>(state.partitions().toList());
    boolean paused = Pausing.isWhole(more);
    while (more.size() < partitions) {
      more.add(PartitionState.free(state.newPartitionStart()).withPaused(paused));
    }
    GroupState grown = state.withPartitions(PersistentArray.of(more)).withNewPartitionStart(head);
    return new GroupDecision<>(rebalanced(grown), null);
  }

  static GroupState without(GroupState state, Set<String> names) {
    List<PartitionState> partitions = state.partitions().toList();
    for (String name : names) {
      for (int partition : state.members().get(name).held()) {
        partitions.set(partition, partitions.get(partition).released());
      }
    }
    GroupState left =
        state
            .withPartitions(PersistentArray.of(partitions))
            .withMembers(state.members().without(names));
    return rebalanced(names.contains(Member.ANONYMOUS) ? left.withShared(SharedWork.NONE) : left);
  }

  /** Sets new targets, raises the generation, and hands out what nobody holds. */
  private static GroupState rebalanced(GroupState state) {
    long generation = state.generation() + 1;
    List<PartitionState> partitions = state.partitions().toList();
    String[] targets = targets(state, partitions);
    for (int i = 0; i < targets.length; i++) {
      partitions.set(i, retargeted(state, partitions.get(i), targets[i], generation));
    }
    return holding(state.withPartitions(PersistentArray.of(partitions))).withGeneration(generation);
  }

  private static PartitionState retargeted(
      GroupState state, PartitionState was, String target, long generation) {
    PartitionState is = was.withTarget(target);
    if (is.owner() == null && target != null) {
      return is.granted(generation);
    }
    // While it was revoked its owner's answers left it out, so an older commit up to one offset of
    // the stream says nothing about it. Attached members do not commit that way.
    boolean givenBack = !was.isHeldByItsTarget() && is.isHeldByItsTarget();
    boolean fences = givenBack && !state.members().get(is.owner()).isAttached();
    return fences ? is.assignedIn(generation) : is;
  }

  private static String[] targets(GroupState state, List<PartitionState> partitions) {
    String[] current = new String[partitions.size()];
    for (int i = 0; i < current.length; i++) {
      String target = partitions.get(i).target();
      boolean stays = target != null && state.members().contains(target);
      current[i] = stays ? target : partitions.get(i).owner();
    }
    if (state.members().isEmpty()) {
      return new String[current.length];
    }
    return Assignor.of(state.identity().config().assignment())
        .assign(state.members().names(), current);
  }

  /** Writes into every member what the partitions say. */
  static GroupState holding(GroupState state) {
    HeldPartitions held = HeldPartitions.of(state.partitions());
    return state.withMembers(
        state
            .members()
            .mapped(member -> member.withHeld(held.of(member.name()), held.due(member.name()))));
  }

  /** Moves partitions from one member to their targets under a new generation. */
  static GroupState handOver(GroupState state, String from, List<Integer> partitions) {
    if (partitions.isEmpty()) {
      return state;
    }
    long generation = state.generation() + 1;
    GroupState moved = state.withGeneration(generation);
    for (int i : partitions) {
      String to = state.partition(i).target();
      moved =
          moved
              .withPartition(i, state.partition(i).granted(generation))
              .withMember(losing(moved.members().get(from), i));
      moved =
          moved
              .withMember(gaining(moved.members().get(to), i))
              .withShared(moved.shared().without(i));
    }
    return moved;
  }

  private static Member losing(Member member, int partition) {
    return member.withHeld(HeldPartitions.without(member.held(), partition));
  }

  private static Member gaining(Member member, int partition) {
    return member.withHeld(HeldPartitions.with(member.held(), partition));
  }
}
