package io.thalweg.core.bus;

import io.thalweg.core.model.MemberStanding;
import io.thalweg.core.record.EventBlock;
import java.util.List;

/**
 * The next events of a member.
 *
 * @param events in offset order; may be empty
 * @param standing what the member holds; what is not committed of {@code revoking} by the next call
 *     goes to the next owner as well
 * @param ticket names the answer, in {@link PollRequest#acknowledged} and in {@link
 *     GroupCalls#delivered}
 * @param minOffset the stream's oldest retained offset; {@link #NOT_LOOKED} if the member holds
 *     nothing
 * @param head the stream's head; {@link #NOT_LOOKED} if the member holds nothing
 * @param gapFrom events from here to {@code minOffset} were removed by retention before they were
 *     delivered; -1 if not
 * @param awaited whether the coordinator wants to hear of {@link GroupCalls#delivered} even of a
 *     caller with a name, because the answer goes over another node
 */
public record PollReply(
    EventBlock events,
    MemberStanding standing,
    long ticket,
    long minOffset,
    long head,
    long gapFrom,
    boolean awaited) {
  public static final long NO_GAP = -1;
  public static final long NOT_LOOKED = -1;

  PollReply awaitedAnswer() {
    return new PollReply(events, standing, ticket, minOffset, head, gapFrom, true);
  }

  /** What is left to say of an answer once its events are gone. */
  PollReply withoutEvents() {
    return new PollReply(EventBlock.empty(), standing, ticket, minOffset, head, gapFrom, awaited);
  }

  /** To be sent with commits of these events. */
  public long generation() {
    return standing.generation();
  }

  /** What the member holds, ascending. */
  public List<Integer> partitions() {
    return standing.partitions();
  }

  /** Those of them that are to move. */
  public List<Integer> revoking() {
    return standing.revoking();
  }
}
