package io.thalweg.core.group;

import io.thalweg.core.bus.MemberReply;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import java.util.Set;

/**
 * Members that say themselves when they come, live and go, and those that are attached: pushed to
 * for as long as they are there. Pure functions.
 */
final class Attaching {
  private Attaching() {}

  static GroupDecision<MemberReply> join(GroupState state, GroupCommand.Join join, long now) {
    String name = join.member();
    Member known = state.members().get(name);
    GroupState here =
        known == null ? Membership.join(state, name, now) : Polling.restarted(state, known, true);
    long ticket = here.lastTicket() + 1;
    long session = join.attached() ? ticket : Member.NO_SESSION;
    Member polled =
        here.members().get(name).polled(now + state.sessionTimeoutMs(), ticket, session);
    GroupState joined = here.withLastTicket(ticket).withMember(polled);
    return replied(Revoking.letGo(joined, name, Revoking.Call.POLL), name, known == null);
  }

  static GroupDecision<MemberReply> heartbeat(
      GroupState state, GroupCommand.Heartbeat heartbeat, long now) {
    String name = heartbeat.member();
    Member member = state.members().get(name);
    if (member == null) {
      throw Membership.notAMember(name);
    }
    GroupState heard = state.withMember(member.seenUntil(now + state.sessionTimeoutMs()));
    // Not the call that tells of partitions to let go of: who works on them may not read this one.
    return replied(Revoking.letGo(heard, name, Revoking.Call.COMMIT), name, false);
  }

  private static GroupDecision<MemberReply> replied(GroupState state, String name, boolean joined) {
    MemberReply reply =
        new MemberReply(
            Standings.of(state, name),
            joined,
            Math.max(Member.NO_SESSION, state.members().get(name).session()),
            state.sessionTimeoutMs());
    return new GroupDecision<>(state, reply);
  }

  static GroupDecision<PollPlan> push(GroupState state, GroupCommand.Push push, long now) {
    String name = push.member();
    Member member = attached(state, name, push.session());
    long ticket = state.lastTicket() + 1;
    GroupState polled =
        state
            .withLastTicket(ticket)
            .withMember(member.polled(now + state.sessionTimeoutMs(), ticket, push.session()));
    Revoking.Call call = push.givesUp() ? Revoking.Call.POLL : Revoking.Call.WAITING;
    return Polling.planned(Revoking.letGo(polled, name, call), name);
  }

  /** A new ticket voids the call that may be reading on at this moment. */
  static GroupDecision<Void> rewind(GroupState state, GroupCommand.Rewind rewind) {
    Member member = attached(state, rewind.member(), rewind.session());
    int index = rewind.partition();
    if (!member.holds(index)) {
      return new GroupDecision<>(state, null);
    }
    PartitionState partition = state.partition(index);
    long offset = Math.max(partition.committed(), rewind.offset());
    long ticket = state.lastTicket() + 1;
    GroupState voided = state.withLastTicket(ticket).withMember(member.withTicket(ticket));
    long from = Math.min(offset, partition.position());
    GroupState rewound = voided.withPartition(index, partition.givenBackFrom(from, rewind.kept()));
    return new GroupDecision<>(
        Revoking.letGo(rewound, rewind.member(), Revoking.Call.COMMIT), null);
  }

  static GroupDecision<Void> detach(GroupState state, GroupCommand.Detach detach) {
    Member member = state.members().get(detach.member());
    boolean leaves = member != null && member.isAttachedBy(detach.session());
    return new GroupDecision<>(
        leaves ? Membership.without(state, Set.of(detach.member())) : state, null);
  }

  private static Member attached(GroupState state, String name, long session) {
    Member member = state.members().get(name);
    if (member == null) {
      throw Membership.notAMember(name);
    }
    if (!member.isAttachedBy(session)) {
      throw StreamException.of(
          ErrorCode.CONFLICT, "another process of the same consumer took over");
    }
    return member;
  }
}
