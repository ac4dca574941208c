package io.thalweg.core.group.queue;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The end of events that nobody could work on. Pure functions. */
final class Burying {
  private static final String SPENT = "its worker did not answer before the lease ended";

  private Burying() {}

  /** Dooms what was handed out for the last time in vain. */
  static QueueDecision<Void> expire(QueueState state, long now) {
    List<Pending> after = new ArrayList<>(state.pending());
    after.replaceAll(
        event -> event.isSpent(now, state.deliveriesMax()) ? event.doomed(SPENT) : event);
    return QueueDecision.of(after.equals(state.pending()) ? state : state.withPending(after), null);
  }

  static QueueDecision<Void> bury(QueueState state, QueueCommand.Bury command) {
    Set<Long> offsets = new HashSet<>(command.offsets());
    List<Pending> left = new ArrayList<>(state.pending());
    left.removeIf(event -> event.isDoomed() && offsets.contains(event.offset()));
    if (left.size() + offsets.size() != state.pending().size()) {
      throw StreamException.of(ErrorCode.CONFLICT, "not all of these events are to be buried");
    }
    return new QueueDecision<>(state.buried(left), command.letters(), null);
  }
}
