package io.thalweg.core.bus;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.ConsumerName;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamName;

/**
 * A call for the next events of a group's member.
 *
 * @param consumer the member; null for a caller without a name
 * @param limit at most so many events, at least 1
 * @param bytesMax encoded size at which the answer ends; one event is returned however large it is
 * @param waitMs how long to wait for events, in milliseconds; at most half of the session timeout
 *     is used, so that the member's next call comes in time
 * @param autoCommit whether this call acknowledges what the last one returned
 * @param acknowledged what was received: {@link #LAST}, {@link #NOTHING}, or the {@link
 *     PollReply#ticket} of the last answer that was. Whoever sends tickets loses no event to a lost
 *     answer: after anything but the last one, delivery starts again at the committed offsets
 */
public record PollRequest(
    StreamName stream,
    GroupName group,
    ConsumerName consumer,
    int limit,
    int bytesMax,
    long waitMs,
    boolean autoCommit,
    long acknowledged) {
  /** Whatever the last answer was, it was received. */
  public static final long LAST = -1;

  /**
   * The caller starts anew. Commits of an older process of the same name are fenced from now on.
   */
  public static final long NOTHING = 0;

  private static final int BYTES_MAX = 1 << 20;

  public PollRequest {
    if (limit < 1) {
      throw StreamException.invalid("limit", "must be at least 1");
    }
    if (bytesMax < 1) {
      throw StreamException.invalid("max_bytes", "must be at least 1");
    }
    if (waitMs < 0 || waitMs > StreamLog.WAIT_MAX_MS) {
      throw StreamException.invalid("wait", "must be 0s to " + StreamLog.WAIT_MAX_MS / 1000 + "s");
    }
    if (acknowledged < LAST) {
      throw StreamException.invalid("ack", "must be the ticket of an answer");
    }
  }

  /** The call of a member, which acknowledges what the last one returned. */
  public static PollRequest of(
      StreamName stream, GroupName group, ConsumerName consumer, int limit, long waitMs) {
    return new PollRequest(stream, group, consumer, limit, BYTES_MAX, waitMs, true, LAST);
  }

  /** The call of somebody without a name. */
  public static PollRequest anonymous(StreamName stream, GroupName group, int limit, long waitMs) {
    return of(stream, group, null, limit, waitMs);
  }

  /** The same with {@code acknowledged}. */
  public PollRequest acknowledging(long ticket) {
    return new PollRequest(stream, group, consumer, limit, bytesMax, waitMs, autoCommit, ticket);
  }

  /** The same, acknowledging nothing: {@link GroupCalls#commit} does. */
  public PollRequest withoutCommit() {
    return new PollRequest(stream, group, consumer, limit, bytesMax, waitMs, false, acknowledged);
  }
}
