package io.thalweg.core.group;

import io.thalweg.core.bus.CommitReply;
import io.thalweg.core.bus.MemberReply;
import io.thalweg.core.bus.SeekReply;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What can happen to a group.
 *
 * @param <R> what whoever sent it gets back
 */
sealed interface GroupCommand<R> {
  /** For {@link Poll}: what the last answer carried was received. */
  long LAST = -1;

  /** For {@link Poll}: the member starts anew and has received nothing. */
  long NOTHING = 0;

  /**
   * Decides. Pure.
   *
   * @param now on the coordinator's clock, in milliseconds
   * @throws io.thalweg.core.error.StreamException if it is refused; then nothing changes
   */
  GroupDecision<R> decide(GroupState state, long now);

  /**
   * A member wants events: joins if need be, acknowledges, lets go of what it shall hand over.
   *
   * @param acknowledged the ticket of the last answer that the member received, {@link #LAST} or
   *     {@link #NOTHING}. After anything but the last one delivery starts again at the committed
   *     offset
   */
  record Poll(String member, boolean autoCommit, long acknowledged)
      implements GroupCommand<PollPlan> {
    @Override
    public GroupDecision<PollPlan> decide(GroupState state, long now) {
      return Polling.poll(state, this, now);
    }
  }

  /** A member comes, or comes back as a new process; {@code attached} if to be pushed to. */
  record Join(String member, boolean attached) implements GroupCommand<MemberReply> {
    @Override
    public GroupDecision<MemberReply> decide(GroupState state, long now) {
      return Attaching.join(state, this, now);
    }
  }

  /** A member lives. */
  record Heartbeat(String member) implements GroupCommand<MemberReply> {
    @Override
    public GroupDecision<MemberReply> decide(GroupState state, long now) {
      return Attaching.heartbeat(state, this, now);
    }
  }

  /**
   * An attached member has room for events. Its commits alone say what was received.
   *
   * @param givesUp lets go of all that is to move, committed or not
   */
  record Push(String member, long session, boolean givesUp) implements GroupCommand<PollPlan> {
    @Override
    public GroupDecision<PollPlan> decide(GroupState state, long now) {
      return Attaching.push(state, this, now);
    }
  }

  /**
   * An attached member wants a partition again from an offset on. Its present call is void.
   *
   * @param kept behind the last event before that it has still to commit, 0 if there is none
   */
  record Rewind(String member, long session, int partition, long offset, long kept)
      implements GroupCommand<Void> {
    @Override
    public GroupDecision<Void> decide(GroupState state, long now) {
      return Attaching.rewind(state, this);
    }
  }

  /** An attached member is gone, unless another process has taken its place. */
  record Detach(String member, long session) implements GroupCommand<Void> {
    @Override
    public GroupDecision<Void> decide(GroupState state, long now) {
      return Attaching.detach(state, this);
    }
  }

  /** A call that waits looks again, because something changed. Fails if it was superseded. */
  record Refresh(String member, long ticket) implements GroupCommand<PollPlan> {
    @Override
    public GroupDecision<PollPlan> decide(GroupState state, long now) {
      return Polling.refresh(state, this);
    }
  }

  /**
   * A region of the plan was read and is about to be sent. Replies the delivery's id, or null if
   * the plan is no longer good and nothing may be sent.
   *
   * @param end how far it was read
   * @param events how many events were found
   * @param ends for each of the region's partitions the offset behind its last event that was
   *     found, 0 if none was; null if that is not known, which counts as {@code end} for each
   */
  record Deliver(String member, long ticket, Region region, long end, int events, long[] ends)
      implements GroupCommand<Long> {
    Deliver(String member, long ticket, Region region, long end, int events) {
      this(member, ticket, region, end, events, null);
    }

    @Override
    public GroupDecision<Long> decide(GroupState state, long now) {
      return Polling.deliver(state, this, now);
    }
  }

  /** The answer to a caller without a name was written. */
  record Delivered(long delivery) implements GroupCommand<Void> {
    @Override
    public GroupDecision<Void> decide(GroupState state, long now) {
      return Settling.delivered(state, delivery);
    }
  }

  /** An answer could not be written: its events go to the next call. */
  record DeliveryFailed(String member, long delivery) implements GroupCommand<Void> {
    @Override
    public GroupDecision<Void> decide(GroupState state, long now) {
      return Settling.failed(state, member, delivery);
    }
  }

  /** A member commits all its partitions up to one offset of the stream. */
  record CommitUpTo(String member, long generation, long offset)
      implements GroupCommand<CommitReply> {
    @Override
    public GroupDecision<CommitReply> decide(GroupState state, long now) {
      return Committing.upTo(state, this, now);
    }
  }

  /** A member commits some partitions, each up to its own offset: all of them or none. */
  record CommitEach(String member, long generation, Map<Integer, Long> offsets)
      implements GroupCommand<CommitReply> {
    @Override
    public GroupDecision<CommitReply> decide(GroupState state, long now) {
      return Committing.each(state, this, now);
    }
  }

  /** A member goes. What it did not commit goes to others. */
  record Leave(String member) implements GroupCommand<Void> {
    @Override
    public GroupDecision<Void> decide(GroupState state, long now) {
      return Membership.leave(state, member);
    }
  }

  /**
   * Time has passed. Replies when to look again, or {@link Long#MAX_VALUE}.
   *
   * @param heardUntil all that members called before was decided before this: what ends later may
   *     have been extended by a call that waits
   */
  record Expire(long heardUntil) implements GroupCommand<Long> {
    /** No call waits. */
    Expire() {
      this(Long.MAX_VALUE);
    }

    @Override
    public GroupDecision<Long> decide(GroupState state, long now) {
      return Membership.expire(state, Math.min(now, heardUntil));
    }
  }

  /**
   * The stream has more partitions than the group knew.
   *
   * @param head the stream's head when that was seen
   */
  record PartitionsAdded(int partitions, long head) implements GroupCommand<Void> {
    @Override
    public GroupDecision<Void> decide(GroupState state, long now) {
      return Membership.partitionsAdded(state, partitions, head);
    }
  }

  /**
   * An operator moves positions.
   *
   * @param force also under live members
   * @param dryRun only says what would become
   */
  record Seek(Map<Integer, Long> offsets, boolean force, boolean dryRun)
      implements GroupCommand<SeekReply> {
    Seek(Map<Integer, Long> offsets, boolean force) {
      this(offsets, force, false);
    }

    @Override
    public GroupDecision<SeekReply> decide(GroupState state, long now) {
      return Committing.seek(state, this);
    }
  }

  /** An operator pauses partitions, all if none is named, or resumes them. Replies the paused. */
  record Pause(Set<Integer> partitions, boolean paused) implements GroupCommand<List<Integer>> {
    @Override
    public GroupDecision<List<Integer>> decide(GroupState state, long now) {
      return Pausing.pause(state, this);
    }
  }

  /** The group is removed. Replies the generation that it had come to. */
  record Delete() implements GroupCommand<Long> {
    @Override
    public GroupDecision<Long> decide(GroupState state, long now) {
      return new GroupDecision<>(null, state.generation());
    }
  }

  /** Nothing happens; the reply is the state. */
  record Look() implements GroupCommand<GroupState> {
    @Override
    public GroupDecision<GroupState> decide(GroupState state, long now) {
      return new GroupDecision<>(state, state);
    }
  }
}
