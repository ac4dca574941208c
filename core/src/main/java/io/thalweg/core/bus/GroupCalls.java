package io.thalweg.core.bus;

import io.thalweg.core.model.ConsumerName;
import io.thalweg.core.model.GroupConfig;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.GroupView;
import io.thalweg.core.model.StreamName;
import io.vertx.core.Future;
import java.util.List;

/**
 * What the group coordinator does. {@link GroupClient} is this over the event bus. All calls on a
 * group fail with {@code STREAM_NOT_FOUND} or {@code GROUP_NOT_FOUND} if it is not there.
 */
public interface GroupCalls {
  /**
   * Creates a group; fails with {@code GROUP_EXISTS}, or with {@code OFFSET_OUT_OF_RANGE} if it
   * shall start above the head.
   */
  Future<GroupView> create(StreamName stream, GroupName group, GroupConfig config);

  /** The names of the stream's groups, ascending. */
  Future<List<GroupName>> groups(StreamName stream);

  Future<GroupView> describe(StreamName stream, GroupName group);

  /**
   * Joins, as a process that starts anew: if there is a member of that name, which may be what a
   * crash left of an earlier process, its partitions are kept, delivery starts again at their
   * committed offsets, and commits of the earlier process are fenced.
   *
   * @param attached whether the member will be pushed to and be gone with {@link #detach}; whoever
   *     attaches or polls under its name later takes its place
   */
  Future<MemberReply> join(MemberRequest member, boolean attached);

  /** Keeps a session alive without asking for events; fails with {@code MEMBER_NOT_FOUND}. */
  Future<MemberReply> heartbeat(MemberRequest member);

  /**
   * The next events. A member joins by it and is heard of by it. Fails with {@code CONFLICT} if a
   * later call of the same consumer came while this one waited. A call of an attached member fails
   * with {@code MEMBER_NOT_FOUND} once its membership is over, and with {@code CONFLICT} if another
   * process took its place.
   *
   * <p>What a caller without a name gets is committed by {@link #delivered} and goes to somebody
   * else after {@link #failed}, or after the session timeout if neither comes.
   */
  Future<PollReply> poll(PollRequest request);

  /**
   * The answer was written to where the caller reads it. Matters to callers without a name, and if
   * another node coordinates: without it the member's next call gets the same events again.
   */
  Future<Void> delivered(PollRequest request, PollReply reply);

  /** The answer could not be written: its events are delivered again by the next call. */
  Future<Void> failed(PollRequest request, PollReply reply);

  /**
   * Commits. Refused with {@code FENCED} (detail {@code generation}) if a partition is not, or no
   * longer, the member's in that generation, and with {@code OFFSET_OUT_OF_RANGE} beyond what was
   * delivered. An offset below the committed one has no effect.
   */
  Future<CommitReply> commit(CommitRequest request);

  /**
   * Delivers a partition again from an offset on. Calls of the member that wait end with {@code
   * CONFLICT}; what they had found before, and only that, is still delivered.
   */
  Future<Void> rewind(RewindRequest request);

  /** Ends an attached member's membership, unless another process has taken its place. */
  Future<Void> detach(MemberRequest member, long session);

  /** Ends a membership, without committing; fails with {@code MEMBER_NOT_FOUND}. */
  Future<Void> leave(StreamName stream, GroupName group, ConsumerName consumer);

  /** Moves positions; fails with {@code CONFLICT} while members are live unless it is forced. */
  Future<SeekReply> seek(SeekRequest request);

  /**
   * Pauses or resumes, durably: a paused partition keeps its owner and its place, and nothing of it
   * is delivered.
   *
   * @return the partitions that are paused now, ascending
   */
  Future<List<Integer>> pause(PauseRequest request);

  /**
   * Creates a group with the settings and the committed offsets of another one; fails with {@code
   * GROUP_EXISTS}.
   */
  Future<GroupView> copy(StreamName stream, GroupName from, GroupName to);

  Future<Void> delete(StreamName stream, GroupName group);

  /**
   * Leases events of a shared group to a worker. That they were handed out, and the how manyeth
   * time, is durable before the answer is given. Fails with {@code CONFLICT} (detail {@code mode})
   * if the group is partitioned, as all other calls on events and members do if it is shared.
   */
  Future<LeaseReply> lease(LeaseRequest request);

  /** Settles, gives back, or keeps for longer what was leased. */
  Future<SettleReply> settle(SettleRequest request);

  /** Publishes dead letters of a shared group to its stream again. */
  Future<ReplayReply> replay(ReplayRequest request);
}
