package io.thalweg.core.bus;

import io.thalweg.core.record.EventBlock;
import java.util.List;

/**
 * The next events of a member.
 *
 * @param events in offset order; may be empty
 * @param generation to be sent with commits of these events
 * @param partitions what the member holds, ascending; none if there are more members than
 *     partitions
 * @param revoking those of them that are to move: nothing more of them is delivered, and the next
 *     call lets go of them, so what is not committed by then goes to their next owner as well
 * @param ticket names the answer, in {@link PollRequest#acknowledged} and in {@link
 *     GroupCalls#delivered}
 * @param minOffset the stream's oldest retained offset; {@link #NOT_LOOKED} if the member holds
 *     nothing
 * @param head the stream's head; {@link #NOT_LOOKED} if the member holds nothing
 * @param gapFrom events from here to {@code minOffset} were removed by retention before they were
 *     delivered; -1 if not
 */
public record PollReply(
    EventBlock events,
    long generation,
    List<Integer> partitions,
    List<Integer> revoking,
    long ticket,
    long minOffset,
    long head,
    long gapFrom) {
  public static final long NO_GAP = -1;
  public static final long NOT_LOOKED = -1;
}
