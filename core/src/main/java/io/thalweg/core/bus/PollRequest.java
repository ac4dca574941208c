package io.thalweg.core.bus;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.ConsumerName;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamName;

/**
 * A call for the next events of a group's member.
 *
 * @param consumer the member; null for a caller without a name
 * @param limit at most so many events, at least 1; 0 for an attached member that has no room now
 *     and only wants to hear of other generations
 * @param bytesMax encoded size at which the answer ends; one event is returned however large it is
 * @param waitMs how long to wait for events, in milliseconds; at most half of the session timeout
 *     is used, so that the member's next call comes in time
 * @param terms how the member acknowledges. A polling one that sends tickets loses no event to a
 *     lost answer: after anything but the last one, delivery starts again at the committed offsets
 */
public record PollRequest(
    StreamName stream,
    GroupName group,
    ConsumerName consumer,
    int limit,
    int bytesMax,
    long waitMs,
    PollTerms terms) {
  /** Whatever the last answer was, it was received. */
  public static final long LAST = -1;

  /**
   * The caller starts anew. Commits of an older process of the same name are fenced from now on.
   */
  public static final long NOTHING = 0;

  private static final int BYTES_MAX = 1 << 20;

  public PollRequest {
    if (limit < (terms instanceof PollTerms.Pushed ? 0 : 1)) {
      throw StreamException.invalid("limit", "must be at least 1");
    }
    if (bytesMax < 1) {
      throw StreamException.invalid("max_bytes", "must be at least 1");
    }
    if (waitMs < 0 || waitMs > StreamLog.WAIT_MAX_MS) {
      throw StreamException.invalid("wait", "must be 0s to " + StreamLog.WAIT_MAX_MS / 1000 + "s");
    }
  }

  /** The call of a member, which acknowledges what the last one returned. */
  public static PollRequest of(
      StreamName stream, GroupName group, ConsumerName consumer, int limit, long waitMs) {
    PollTerms terms = new PollTerms.Polled(true, LAST);
    return new PollRequest(stream, group, consumer, limit, BYTES_MAX, waitMs, terms);
  }

  /** The call of somebody without a name. */
  public static PollRequest anonymous(StreamName stream, GroupName group, int limit, long waitMs) {
    return of(stream, group, null, limit, waitMs);
  }

  /** The same, acknowledging the answer with this ticket. */
  public PollRequest acknowledging(long ticket) {
    boolean autoCommit = !(terms instanceof PollTerms.Polled polled) || polled.autoCommit();
    return on(new PollTerms.Polled(autoCommit, ticket));
  }

  /** The same, acknowledging nothing: {@link GroupCalls#commit} does. */
  public PollRequest withoutCommit() {
    long acknowledged = terms instanceof PollTerms.Polled polled ? polled.acknowledged() : LAST;
    return on(new PollTerms.Polled(false, acknowledged));
  }

  private PollRequest on(PollTerms other) {
    return new PollRequest(stream, group, consumer, limit, bytesMax, waitMs, other);
  }
}
