package io.thalweg.core.group;

import io.thalweg.core.spi.GroupRecord;
import java.util.Map;

/** Rules with a mistake in them: the real ones, bent in one place. */
enum Mutant implements WorldRules {
  /** A commit counts whatever generation it comes from. */
  COMMIT_WITHOUT_FENCE("G3 committed by a zombie") {
    @Override
    public <R> GroupDecision<R> decide(GroupCommand<R> command, GroupState state, long now) {
      if (command instanceof GroupCommand.CommitUpTo commit) {
        return as(
            command,
            new GroupCommand.CommitUpTo(commit.member(), state.generation(), commit.offset())
                .decide(state, now));
      }
      return command.decide(state, now);
    }
  },

  /** The storage takes a coordinator's write whatever has been stored since it read. */
  STORAGE_WITHOUT_FENCE("G1 two layouts in one generation") {
    @Override
    public boolean takes(long storedGeneration, long expectedGeneration) {
      return true;
    }
  },

  /** A partition that is to move does so before its owner has let go of it. */
  HAND_OVER_BEFORE_RELEASE("G1 a partition was taken from its owner") {
    @Override
    GroupState bent(GroupState before, GroupState after) {
      GroupState bent = after;
      for (int i = 0; i < after.partitions().size(); i++) {
        PartitionState partition = after.partition(i);
        if (partition.owner() != null && !partition.isHeldByItsTarget()) {
          bent = bent.withPartition(i, partition.granted(after.generation()));
        }
      }
      return bent == after ? after : Membership.holding(bent);
    }
  },

  /** A partition changes hands, and the generation stays. */
  HAND_OVER_IN_THE_SAME_GENERATION("G9 a coordinator has another layout") {
    @Override
    GroupState bent(GroupState before, GroupState after) {
      return before.generation() > 0 && before.members().size() == after.members().size()
          ? after.withGeneration(before.generation())
          : after;
    }
  },

  /** The next owner goes on behind what was delivered to the last one. */
  NEXT_OWNER_STARTS_AT_THE_POSITION("G5 the next owner skips") {
    @Override
    GroupState bent(GroupState before, GroupState after) {
      GroupState bent = after;
      for (int i = 0; i < before.partitions().size(); i++) {
        long position = before.partition(i).position();
        if (after.partition(i).position() < position) {
          bent = bent.withPartition(i, after.partition(i).withPosition(position));
        }
      }
      return bent;
    }
  },

  /** A call takes the last answer for received, whatever it says. */
  LOST_ANSWERS_COUNT_AS_RECEIVED("G5 committed over what nobody received") {
    @Override
    public <R> GroupDecision<R> decide(GroupCommand<R> command, GroupState state, long now) {
      if (command instanceof GroupCommand.Poll poll) {
        GroupCommand.Poll plain =
            new GroupCommand.Poll(poll.member(), poll.autoCommit(), GroupCommand.LAST);
        return as(command, plain.decide(state, now));
      }
      return command.decide(state, now);
    }
  },

  /** A commit is taken however far it goes. */
  COMMITS_BEYOND_WHAT_WAS_DELIVERED("G5 committed over what nobody received") {
    @Override
    public <R> GroupDecision<R> decide(GroupCommand<R> command, GroupState state, long now) {
      GroupState believing = state;
      if (command instanceof GroupCommand.CommitEach commit) {
        for (Map.Entry<Integer, Long> to : commit.offsets().entrySet()) {
          PartitionState partition = state.partition(to.getKey());
          long position = Math.max(partition.position(), to.getValue());
          believing =
              believing.withPartition(
                  to.getKey(), partition.withPosition(position).withDelivered(position));
        }
      }
      return command.decide(believing, now);
    }
  },

  /** A commit of an offset below the committed one is taken as it is. */
  COMMITS_GO_BACK("G4 a commit went back") {
    @Override
    public <R> GroupDecision<R> decide(GroupCommand<R> command, GroupState state, long now) {
      GroupDecision<R> decision = command.decide(state, now);
      GroupState after = decision.state();
      if (command instanceof GroupCommand.CommitUpTo commit) {
        for (int i : after.members().get(commit.member()).held()) {
          PartitionState partition = after.partition(i);
          if (commit.offset() < partition.committed()) {
            after = after.withPartition(i, partition.soughtTo(commit.offset(), after.generation()));
          }
        }
      }
      return new GroupDecision<>(after, decision.reply());
    }
  },

  /** What a superseded call has read is delivered. */
  LATE_READS_ARE_DELIVERED("a superseded call got events") {
    @Override
    public <R> GroupDecision<R> decide(GroupCommand<R> command, GroupState state, long now) {
      if (command instanceof GroupCommand.Deliver late && state.members().contains(late.member())) {
        long ticket = state.members().get(late.member()).ticket();
        return as(
            command,
            new GroupCommand.Deliver(
                    late.member(), ticket, late.region(), late.end(), late.events())
                .decide(state, now));
      }
      return command.decide(state, now);
    }
  },

  /** A member whose time is over is forgotten, and what it held stays its own. */
  THE_DEAD_KEEP_THEIR_PARTITIONS("a restart changed what is stored") {
    @Override
    public <R> GroupDecision<R> decide(GroupCommand<R> command, GroupState state, long now) {
      GroupDecision<R> decision = command.decide(state, now);
      GroupState after = decision.state();
      if (command instanceof GroupCommand.Leave) {
        for (int i = 0; i < after.partitions().size(); i++) {
          after = after.withPartition(i, state.partition(i));
        }
      }
      return new GroupDecision<>(after, decision.reply());
    }
  },

  /** A process that comes under an old name is to go on where the old one stood. */
  WHO_COMES_BACK_STARTS_AT_THE_POSITION("G5 the plan skips events") {
    @Override
    public <R> GroupDecision<R> decide(GroupCommand<R> command, GroupState state, long now) {
      GroupDecision<R> decision = command.decide(state, now);
      GroupState after = decision.state();
      if (command instanceof GroupCommand.Join join) {
        for (int i : after.members().get(join.member()).held()) {
          PartitionState was = state.partition(i);
          if (join.member().equals(was.owner())) {
            after = after.withPartition(i, after.partition(i).withPosition(was.position()));
          }
        }
      }
      return new GroupDecision<>(after, decision.reply());
    }
  },

  /** A coordinator takes the group over, and what the one before still stores is taken, too. */
  TAKES_OVER_WITHOUT_A_CLAIM("G9 a coordinator does not know of a commit") {
    @Override
    public GroupState claimed(GroupState stored) {
      return stored;
    }
  },

  /** A coordinator that starts takes all that there is for committed. */
  RESTART_AT_THE_HEAD("G5 a restart skips") {
    @Override
    public GroupState restore(GroupRecord record, long head, long now, long ticketBase) {
      GroupState state = GroupCodec.restore(record, now, ticketBase);
      return state.withPartition(0, state.partition(0).withPosition(head));
    }
  };

  /** What it breaks first. */
  final String broken;

  Mutant(String broken) {
    this.broken = broken;
  }

  @Override
  public <R> GroupDecision<R> decide(GroupCommand<R> command, GroupState state, long now) {
    GroupDecision<R> decision = command.decide(state, now);
    return new GroupDecision<>(bent(state, decision.state()), decision.reply());
  }

  GroupState bent(GroupState before, GroupState after) {
    return after;
  }

  /** The decision on another command of the same kind. */
  @SuppressWarnings("unchecked")
  private static <R> GroupDecision<R> as(GroupCommand<R> command, GroupDecision<?> decision) {
    return (GroupDecision<R>) decision;
  }
}
