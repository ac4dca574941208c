package io.thalweg.core.group.queue;

import io.thalweg.core.bus.LeaseRequest;
import io.thalweg.core.bus.SettleReply;
import io.thalweg.core.bus.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/** Decides what a worker's word is worth, event by event. Used once. */
final class Settling {
  private final QueueState state;
  private final QueueCommand.Settle command;
  private final long now;
  private final List<Pending> after;
  private final List<Long> accepted = new ArrayList<>();
  private final List<Long> settledBefore = new ArrayList<>();
  private final List<Long> lost = new ArrayList<>();

  Settling(QueueState state, QueueCommand.Settle command, long now) {
    this.state = state;
    this.command = command;
    this.now = now;
    this.after = new ArrayList<>(state.pending());
  }

  QueueDecision<SettleReply> decide() {
    offsets().forEach(this::settle);
    SettleReply reply = new SettleReply(accepted, settledBefore, lost);
    if (accepted.isEmpty()) {
      return QueueDecision.of(state, reply);
    }
    after.removeIf(Objects::isNull);
    return QueueDecision.of(state.withPending(after), reply);
  }

  private Collection<Long> offsets() {
    if (!command.offsets().isEmpty()) {
      return new TreeSet<>(command.offsets());
    }
    return state.pending().stream()
        .filter(event -> event.isHeldBy(command.lease()))
        .map(Pending::offset)
        .toList();
  }

  private void settle(long offset) {
    int index = state.indexOf(offset);
    if (index < 0) {
      (offset < state.next() ? settledBefore : lost).add(offset);
    } else if (state.pending().get(index).isHeldBy(command.lease())) {
      after.set(index, judged(state.pending().get(index)));
      accepted.add(offset);
    } else {
      lost.add(offset);
    }
  }

  /** The event after the verdict; null if it is settled. */
  private Pending judged(Pending event) {
    Verdict verdict = command.verdict();
    if (verdict instanceof Verdict.Nack nack) {
      return givenBack(event, nack);
    } else if (verdict instanceof Verdict.Extend extend) {
      long lease = extend.leaseMs();
      return event.extended(
          now + (lease == LeaseRequest.AS_CREATED ? state.identity().queue().leaseMs() : lease));
    }
    return verdict instanceof Verdict.Undelivered ? event.undelivered() : null;
  }

  private Pending givenBack(Pending event, Verdict.Nack nack) {
    if (event.deliveries() >= state.deliveriesMax()) {
      return event.doomed(nack.reason() == null ? "given back by its worker" : nack.reason());
    }
    long delay =
        nack.delayMs() == Verdict.Nack.BACKOFF
            ? state.identity().queue().backoffAfter(event.deliveries())
            : nack.delayMs();
    return event.waiting(now + delay);
  }
}
