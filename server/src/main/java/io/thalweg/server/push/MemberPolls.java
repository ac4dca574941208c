package io.thalweg.server.push;

import io.thalweg.core.bus.GroupCalls;
import io.thalweg.core.bus.MemberRequest;
import io.thalweg.core.bus.PollReply;
import io.thalweg.core.bus.PollRequest;
import io.thalweg.core.bus.PollTerms;
import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.error.StreamException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * An attached member's calls for events: one that counts, and what is left of those that it took
 * the place of. Not thread-safe: belongs to the member's context.
 */
final class MemberPolls {
  private final GroupCalls groups;
  private final MemberRequest member;
  private final long session;
  private final int bytesMax;
  private final GroupReader reader;
  private final Set<Call> open = new LinkedHashSet<>();
  private Call present;

  /** A call, and what of its answer is not wanted any more. */
  private static final class Call {
    final int limit;
    final List<InFlight.Sent> dropped = new ArrayList<>();

    Call(int limit) {
      this.limit = limit;
    }
  }

  MemberPolls(
      GroupCalls groups,
      MemberRequest member,
      long session,
      PushOptions options,
      GroupReader reader) {
    this.groups = groups;
    this.member = member;
    this.session = session;
    this.bytesMax = options.sendBufferBytes();
    this.reader = reader;
  }

  /**
   * Makes a call, unless the present one will do.
   *
   * @param room how many events there is room for
   * @param known the generation that the member knows
   */
  void ask(int room, long known) {
    if (present == null || (present.limit == 0 && room > 0)) {
      call(room, known, false);
    }
  }

  /** Lets go of what is to be handed over, acknowledged or not. */
  void giveUp(long known) {
    call(0, known, true);
  }

  /** The present call is void: what it may have found from the event on is not wanted any more. */
  void drop(InFlight.Sent from) {
    present = null;
    open.forEach(call -> call.dropped.add(from));
  }

  private void call(int limit, long known, boolean givesUp) {
    Call call = new Call(limit);
    present = call;
    open.add(call);
    PollTerms terms = new PollTerms.Pushed(session, known, givesUp);
    groups
        .poll(
            new PollRequest(
                member.stream(),
                member.group(),
                member.consumer(),
                limit,
                bytesMax,
                StreamLog.WAIT_MAX_MS,
                terms))
        .onComplete((reply, failure) -> ended(call, reply, failure));
  }

  private void ended(Call call, PollReply reply, Throwable failure) {
    open.remove(call);
    boolean counts = call == present;
    if (counts) {
      present = null;
    }
    if (failure == null) {
      reader.answered(reply, call.dropped, counts);
    } else if (counts) {
      reader.refused(StreamException.from(failure));
    }
  }
}
