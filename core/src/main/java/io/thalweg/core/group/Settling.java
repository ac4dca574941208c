package io.thalweg.core.group;

import java.util.HashMap;
import java.util.Map;

/** What becomes of answers: written, lost, or never heard of again. Pure functions. */
final class Settling {
  private Settling() {}

  /** A delivery that is not known any more was settled before, or timed out: no effect. */
  static GroupDecision<Void> delivered(GroupState state, long id) {
    Delivery delivery = state.shared().delivery(id);
    if (delivery == null) {
      return new GroupDecision<>(state, null);
    }
    SharedWork shared = state.shared().settled(delivery);
    Map<Integer, Long> commits = new HashMap<>();
    for (int i : delivery.region().partitions()) {
      commits.put(i, shared.lowWater(i, state.partition(i).position()));
    }
    GroupState settled = state.withShared(shared).withCommitted(commits);
    return new GroupDecision<>(
        Revoking.letGo(settled, Member.ANONYMOUS, Revoking.Call.COMMIT), null);
  }

  static GroupDecision<Void> failed(GroupState state, String name, long id) {
    Member member = state.members().get(name);
    if (member == null) {
      return new GroupDecision<>(state, null);
    }
    return new GroupDecision<>(
        member.isAnonymous() ? failedShared(state, id) : failedToMember(state, member, id), null);
  }

  private static GroupState failedShared(GroupState state, long id) {
    Delivery delivery = state.shared().delivery(id);
    return delivery == null ? state : lost(state, delivery);
  }

  private static GroupState lost(GroupState state, Delivery delivery) {
    return Revoking.letGo(
        state.withShared(state.shared().lost(delivery)), Member.ANONYMOUS, Revoking.Call.COMMIT);
  }

  /** The member goes back to where the lost answer started, as if it had not called. */
  private static GroupState failedToMember(GroupState state, Member member, long id) {
    Delivery delivery = member.outstanding();
    if (delivery == null || delivery.id() != id) {
      return state;
    }
    Region region = delivery.region();
    GroupState back = state;
    for (int i = 0; i < region.partitions().length; i++) {
      int index = region.partitions()[i];
      PartitionState partition = back.partition(index);
      if (member.holds(index) && partition.position() == region.end()) {
        long start = Math.max(partition.committed(), region.start(i));
        back = back.withPartition(index, partition.rewoundTo(start));
      }
    }
    return back.withMember(member.withOutstanding(null));
  }

  /** Answers that were neither confirmed nor failed within the session timeout count as lost. */
  static GroupState giveUp(GroupState state, long now) {
    GroupState settled = state;
    for (Delivery delivery : state.shared().inFlight()) {
      if (delivery.expiresAt() <= now) {
        settled = lost(settled, delivery);
      }
    }
    return settled;
  }
}
