package io.thalweg.core.group;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import java.util.Arrays;

/** A member's calls for events, from the plan to the delivery. Pure functions. */
final class Polling {
  /** Answers to callers without a name that may be under way at once, in one group. */
  static final int IN_FLIGHT_MAX = 1_000;

  private Polling() {}

  static GroupDecision<PollPlan> poll(GroupState state, GroupCommand.Poll poll, long now) {
    String name = poll.member();
    refuseTooMuchInFlight(state, name);
    GroupState heard =
        state.members().contains(name)
            ? acknowledge(state, state.members().get(name), poll)
            : Membership.join(state, name, now);
    long ticket = heard.lastTicket() + 1;
    GroupState polled =
        heard
            .withLastTicket(ticket)
            .withMember(
                heard
                    .members()
                    .get(name)
                    .polled(now + state.sessionTimeoutMs(), ticket, Member.NO_SESSION));
    return planned(Revoking.letGo(polled, name, Revoking.Call.POLL), name);
  }

  private static void refuseTooMuchInFlight(GroupState state, String name) {
    if (name.equals(Member.ANONYMOUS) && state.shared().inFlight().size() >= IN_FLIGHT_MAX) {
      throw StreamException.of(
          ErrorCode.OVERLOADED, IN_FLIGHT_MAX + " answers of this group are still under way");
    }
  }

  private static GroupState acknowledge(GroupState state, Member member, GroupCommand.Poll poll) {
    if (member.isAnonymous()) {
      return state;
    }
    long acknowledged = poll.acknowledged();
    boolean anew = acknowledged == GroupCommand.NOTHING;
    if (anew || (acknowledged != GroupCommand.LAST && acknowledged != member.ticket())) {
      return restarted(state, member, anew);
    }
    return poll.autoCommit() ? committedAll(state, member) : state;
  }

  /** Commits what was delivered, and with it the positions that moved over nothing wanted. */
  private static GroupState committedAll(GroupState state, Member member) {
    boolean somethingNew =
        Arrays.stream(member.held()).anyMatch(i -> state.partition(i).hasUncommitted());
    GroupState committed = state;
    for (int i = 0; somethingNew && i < member.held().length; i++) {
      int partition = member.held()[i];
      PartitionState before = committed.partition(partition);
      committed = committed.withPartition(partition, before.committedUpTo(before.position()));
    }
    return committed;
  }

  /**
   * Delivery starts again at the committed offsets. If the member is a new process under an old
   * name, the old one's commits are fenced.
   */
  static GroupState restarted(GroupState state, Member member, boolean anew) {
    boolean fences = anew && member.held().length > 0;
    GroupState rewound = fences ? state.withGeneration(state.generation() + 1) : state;
    for (int i : member.held()) {
      PartitionState before = rewound.partition(i);
      PartitionState after = before.rewoundTo(before.committed());
      rewound = rewound.withPartition(i, fences ? after.assignedIn(rewound.generation()) : after);
    }
    return rewound;
  }

  static GroupDecision<PollPlan> refresh(GroupState state, GroupCommand.Refresh refresh) {
    String name = refresh.member();
    Member member = state.members().get(name);
    boolean superseded =
        member == null || (!member.isAnonymous() && member.ticket() != refresh.ticket());
    if (superseded) {
      throw StreamException.of(
          ErrorCode.CONFLICT, "a later call of the same consumer took over, or it has left");
    }
    return planned(Revoking.letGo(state, name, Revoking.Call.WAITING), name);
  }

  static GroupDecision<PollPlan> planned(GroupState state, String name) {
    Member member = state.members().get(name);
    Region gap =
        member.isAnonymous() ? state.shared().gapIn(i -> state.partition(i).isOpen()) : null;
    Region region = gap == null ? ahead(state, member) : gap;
    return new GroupDecision<>(
        state, new PollPlan(member.ticket(), region, Standings.of(state, name)));
  }

  /** From the member's positions on, in all partitions that it is to keep. */
  private static Region ahead(GroupState state, Member member) {
    int[] kept = Arrays.stream(member.held()).filter(i -> state.partition(i).isOpen()).toArray();
    long[] starts = Arrays.stream(kept).mapToLong(i -> state.partition(i).position()).toArray();
    return new Region(kept, starts, Region.OPEN);
  }

  static GroupDecision<Long> deliver(GroupState state, GroupCommand.Deliver deliver, long now) {
    Member member = state.members().get(deliver.member());
    if (member == null || isPausedIn(state, deliver.region())) {
      return new GroupDecision<>(state, null);
    }
    return member.isAnonymous()
        ? deliverShared(state, member, deliver, now)
        : deliverToMember(state, member, deliver);
  }

  private static boolean isPausedIn(GroupState state, Region region) {
    return Arrays.stream(region.partitions()).anyMatch(i -> state.partition(i).paused());
  }

  private static GroupDecision<Long> deliverToMember(
      GroupState state, Member member, GroupCommand.Deliver deliver) {
    if (member.ticket() != deliver.ticket() || !isAhead(state, member, deliver.region())) {
      return new GroupDecision<>(state, null);
    }
    Delivery delivery = null;
    if (deliver.events() > 0) {
      Region region = deliver.region().until(deliver.end());
      delivery = new Delivery(deliver.ticket(), region, Long.MAX_VALUE);
    }
    GroupState moved = moved(state, deliver);
    // Its session goes on from its call: that it is answered is no sign of life of the member.
    return new GroupDecision<>(
        moved.withMember(member.withOutstanding(delivery)), deliver.ticket());
  }

  private static GroupDecision<Long> deliverShared(
      GroupState state, Member member, GroupCommand.Deliver deliver, long now) {
    Region region = deliver.region();
    Region gap = state.shared().gapAround(region);
    if (gap == null && !isAhead(state, member, region)) {
      return new GroupDecision<>(state, null);
    }
    long id = state.lastTicket() + 1;
    SharedWork shared = state.shared();
    if (gap != null) {
      shared = shared.gapReadUpTo(gap, region, deliver.end());
    }
    if (deliver.events() > 0) {
      long expiresAt = now + state.sessionTimeoutMs();
      shared = shared.sent(new Delivery(id, region.until(deliver.end()), expiresAt));
    }
    GroupState moved = gap != null ? state : moved(state, deliver);
    Member seen = member.seenUntil(now + state.sessionTimeoutMs());
    return new GroupDecision<>(moved.withShared(shared).withLastTicket(id).withMember(seen), id);
  }

  /** Whether the region still starts where the member's positions are. */
  private static boolean isAhead(GroupState state, Member member, Region region) {
    int[] partitions = region.partitions();
    for (int i = 0; i < partitions.length; i++) {
      boolean same =
          member.holds(partitions[i])
              && state.partition(partitions[i]).position() == region.start(i);
      if (!same) {
        return false;
      }
    }
    return region.end() == Region.OPEN;
  }

  private static GroupState moved(GroupState state, GroupCommand.Deliver deliver) {
    GroupState moved = state;
    int[] partitions = deliver.region().partitions();
    for (int i = 0; i < partitions.length; i++) {
      PartitionState before = moved.partition(partitions[i]);
      if (before.position() < deliver.end()) {
        PartitionState after = before.withPosition(deliver.end());
        moved =
            moved.withPartition(
                partitions[i],
                deliver.events() > 0 ? after.withDelivered(delivered(deliver, i)) : after);
      }
    }
    return moved;
  }

  private static long delivered(GroupCommand.Deliver deliver, int i) {
    return deliver.ends() == null ? deliver.end() : deliver.ends()[i];
  }
}
