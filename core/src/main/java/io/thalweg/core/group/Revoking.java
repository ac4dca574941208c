package io.thalweg.core.group;

import java.util.ArrayList;
import java.util.List;

/**
 * Letting go of partitions that are to move. Pure functions.
 *
 * <p>A member lets go of a partition in one of its calls, as soon as nothing delivered is left
 * uncommitted in it. If something is, the call's answer tells it, so that it can commit, and its
 * next call for events lets go whatever was committed.
 */
final class Revoking {
  private Revoking() {}

  /** Which of the member's calls it is. */
  enum Call {
    /** It asks for events. */
    POLL,
    /** It still waits for events. */
    WAITING,
    /** It commits. */
    COMMIT
  }

  static GroupState letGo(GroupState state, String name, Call call) {
    GroupState told = state;
    List<Integer> released = new ArrayList<>();
    for (int i : state.members().get(name).held()) {
      PartitionState partition = state.partition(i);
      if (name.equals(partition.target())) {
        continue;
      }
      if (canLetGo(state, name, i, call)) {
        released.add(i);
      } else if (call != Call.COMMIT) {
        told = told.withPartition(i, partition.withRevokeTold());
      }
    }
    return Membership.handOver(told, name, released);
  }

  private static boolean canLetGo(GroupState state, String name, int index, Call call) {
    if (name.equals(Member.ANONYMOUS)) {
      return !state.shared().isInFlight(index);
    }
    PartitionState partition = state.partition(index);
    return !partition.hasUncommitted() || (call == Call.POLL && partition.revokeTold());
  }
}
