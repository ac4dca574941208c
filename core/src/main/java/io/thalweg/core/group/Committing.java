package io.thalweg.core.group;

import io.thalweg.core.bus.CommitReply;
import io.thalweg.core.bus.SeekReply;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import java.util.HashMap;
import java.util.Map;

/**
 * Commits by members and seeks by operators. Pure functions.
 *
 * <p>A commit counts for a partition if the member holds it and got it in no later generation than
 * the one it commits with: a rebalance that did not touch a partition does not fence its owner.
 */
final class Committing {
  private Committing() {}

  static GroupDecision<CommitReply> upTo(
      GroupState state, GroupCommand.CommitUpTo commit, long now) {
    Member member = memberOf(state, commit.member(), commit.generation());
    if (member.isAttached()) {
      throw StreamException.of(
              ErrorCode.CONFLICT, "an attached member commits each partition by itself")
          .about("offset");
    }
    Map<Integer, Long> offsets = new HashMap<>();
    long most = -1;
    for (int i : member.held()) {
      if (state.partition(i).assigned() <= commit.generation()) {
        long delivered = state.delivered(i);
        offsets.put(i, Math.min(commit.offset(), delivered));
        most = Math.max(most, delivered);
      }
    }
    if (offsets.isEmpty()) {
      throw fenced(state, "the member holds no partition of that generation any more");
    }
    if (commit.offset() > most) {
      throw beyondDelivered("offset", commit.offset(), most).about("offset");
    }
    return committed(state, member, offsets, now);
  }

  static GroupDecision<CommitReply> each(
      GroupState state, GroupCommand.CommitEach commit, long now) {
    commit.offsets().keySet().forEach(i -> checkPartition(state, "offsets", i));
    Member member = memberOf(state, commit.member(), commit.generation());
    commit
        .offsets()
        .forEach(
            (i, offset) -> {
              PartitionState partition = state.partition(i);
              if (!member.holds(i) || partition.assigned() > commit.generation()) {
                throw fenced(state, "partition " + i + " is not the member's in that generation");
              }
              long delivered = state.delivered(i);
              if (offset > delivered) {
                throw beyondDelivered("partition " + i, offset, delivered).about("offsets." + i);
              }
            });
    return committed(state, member, commit.offsets(), now);
  }

  private static Member memberOf(GroupState state, String name, long generation) {
    Member member = state.members().get(name);
    if (member == null) {
      throw fenced(state, "the group has no member " + name + " now").about("consumer");
    }
    if (generation > state.generation()) {
      throw fenced(state, "the group has not reached generation " + generation);
    }
    return member;
  }

  private static GroupDecision<CommitReply> committed(
      GroupState state, Member member, Map<Integer, Long> offsets, long now) {
    GroupState acknowledged =
        state.withCommitted(offsets).withMember(member.seenUntil(now + state.sessionTimeoutMs()));
    GroupState committed =
        member.isAttached() ? withNothingOwed(acknowledged, member) : acknowledged;
    Map<Integer, Long> reached = new HashMap<>();
    offsets.keySet().forEach(i -> reached.put(i, committed.partition(i).committed()));
    GroupState after = Revoking.letGo(committed, member.name(), Revoking.Call.COMMIT);
    return new GroupDecision<>(after, new CommitReply(after.generation(), reached));
  }

  /**
   * Commits also what was passed over in partitions of which nothing is in the member's hands, so
   * that their next owner need not look there again.
   */
  private static GroupState withNothingOwed(GroupState state, Member member) {
    GroupState committed = state;
    for (int i : member.held()) {
      PartitionState partition = committed.partition(i);
      if (!partition.hasUncommitted()) {
        committed = committed.withPartition(i, partition.committedUpTo(partition.position()));
      }
    }
    return committed;
  }

  static GroupDecision<SeekReply> seek(GroupState state, GroupCommand.Seek seek) {
    if (!seek.force() && !state.members().isEmpty()) {
      throw StreamException.of(
              ErrorCode.CONFLICT,
              "the group has live members: stop them, or seek with force",
              Map.of("members", state.members().size()))
          .about("force");
    }
    seek.offsets().keySet().forEach(i -> checkPartition(state, "partitions", i));
    Map<Integer, Long> previous = new HashMap<>();
    seek.offsets().keySet().forEach(i -> previous.put(i, state.partition(i).committed()));
    GroupState after = seek.dryRun() ? state : sought(state, seek);
    return new GroupDecision<>(after, new SeekReply(previous, seek.offsets()));
  }

  private static GroupState sought(GroupState state, GroupCommand.Seek seek) {
    long generation = state.generation() + 1;
    GroupState sought = state.withGeneration(generation);
    for (Map.Entry<Integer, Long> to : seek.offsets().entrySet()) {
      int i = to.getKey();
      sought =
          sought
              .withPartition(i, sought.partition(i).soughtTo(to.getValue(), generation))
              .withShared(sought.shared().without(i));
    }
    return sought;
  }

  /**
   * @param field where the caller named it
   */
  static void checkPartition(GroupState state, String field, int partition) {
    if (partition < 0 || partition >= state.partitions().size()) {
      throw StreamException.invalid(
          field,
          "must name partitions 0 to " + (state.partitions().size() - 1) + ", not " + partition);
    }
  }

  private static StreamException fenced(GroupState state, String why) {
    return StreamException.of(
        ErrorCode.FENCED,
        why + "; the group is in generation " + state.generation(),
        Map.of("generation", state.generation()));
  }

  private static StreamException beyondDelivered(String what, long offset, long delivered) {
    return StreamException.of(
        ErrorCode.OFFSET_OUT_OF_RANGE,
        "%s cannot be committed up to %d: the group's coordinator delivered only up to %d"
            .formatted(what, offset, delivered),
        Map.of("offset", offset, "delivered", delivered));
  }
}
