package io.thalweg.core.bus;

import io.thalweg.core.model.ConsumerName;
import io.thalweg.core.model.GroupConfig;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.GroupView;
import io.thalweg.core.model.StreamName;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

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
   * The next events. A member joins by it and is heard of by it. Fails with {@code CONFLICT} if a
   * later call of the same consumer came while this one waited.
   *
   * <p>What a caller without a name gets is committed by {@link #delivered} and goes to somebody
   * else after {@link #failed}, or after the session timeout if neither comes.
   */
  Future<PollReply> poll(PollRequest request);

  /** The answer was written to where the caller reads it. Matters to callers without a name. */
  Future<Void> delivered(PollRequest request, PollReply reply);

  /** The answer could not be written: its events are delivered again by the next call. */
  Future<Void> failed(PollRequest request, PollReply reply);

  /**
   * Commits. Refused with {@code FENCED} (detail {@code generation}) if a partition is not, or no
   * longer, the member's in that generation, and with {@code OFFSET_OUT_OF_RANGE} beyond what was
   * delivered. An offset below the committed one has no effect.
   */
  Future<CommitReply> commit(CommitRequest request);

  /** Ends a membership, without committing; fails with {@code MEMBER_NOT_FOUND}. */
  Future<Void> leave(StreamName stream, GroupName group, ConsumerName consumer);

  /**
   * Moves positions; fails with {@code CONFLICT} while members are live unless it is forced.
   *
   * @return where the partitions are now
   */
  Future<Map<Integer, Long>> seek(SeekRequest request);

  Future<Void> delete(StreamName stream, GroupName group);
}
