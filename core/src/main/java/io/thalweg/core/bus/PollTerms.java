package io.thalweg.core.bus;

import io.thalweg.core.error.StreamException;

/** On what terms a member calls for events. */
public sealed interface PollTerms {
  /**
   * It asks for one answer after the other, and lets go of what it shall hand over by asking.
   *
   * @param autoCommit whether this call acknowledges what the last one returned
   * @param acknowledged what was received: {@link PollRequest#LAST}, {@link PollRequest#NOTHING},
   *     or the {@link PollReply#ticket} of the last answer that was
   */
  record Polled(boolean autoCommit, long acknowledged) implements PollTerms {
    public Polled {
      if (acknowledged < PollRequest.LAST) {
        throw StreamException.invalid("ack", "must be the ticket of an answer");
      }
    }
  }

  /**
   * It is attached, and acknowledges by commits alone, whenever it likes: asking for more lets go
   * of nothing that was delivered and not committed.
   *
   * @param session what {@link MemberReply#session} said when it joined
   * @param known the generation that it knows: the call is answered, if need be without events, as
   *     soon as the group is in another one
   * @param givesUp lets go of all that it shall hand over, committed or not
   */
  record Pushed(long session, long known, boolean givesUp) implements PollTerms {}
}
