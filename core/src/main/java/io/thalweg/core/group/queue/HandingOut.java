package io.thalweg.core.group.queue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Decides which events a worker gets: first of those that wait, then of those that nobody has
 * looked at. Used once.
 *
 * <p>If the group keeps order, an event is passed over as long as one before it has its key: so at
 * most one event of a key is in hand, also within one answer.
 */
final class HandingOut {
  private final QueueState state;
  private final QueueCommand.HandOut command;
  private final Candidates candidates;
  private final long now;
  private final List<Pending> after;
  private final List<Pending> handed = new ArrayList<>();
  private final Set<Integer> keys = new HashSet<>();

  HandingOut(QueueState state, QueueCommand.HandOut command, long now) {
    this.state = state;
    this.command = command;
    this.candidates = command.candidates();
    this.now = now;
    this.after = new ArrayList<>(state.pending().size() + candidates.count());
  }

  QueueDecision<Handed> decide() {
    for (Pending event : state.pending()) {
      if (event.offset() >= candidates.minOffset()) {
        after.add(again(event));
      }
    }
    long next = fresh(Math.max(state.next(), candidates.minOffset()));
    boolean changed =
        next != state.next() || !handed.isEmpty() || after.size() != state.pending().size();
    if (!changed) {
      return QueueDecision.of(state, Handed.NOTHING);
    }
    long lastLease = handed.isEmpty() ? state.lastLease() : lease();
    return QueueDecision.of(state.with(next, after, lastLease), reply());
  }

  private Pending again(Pending event) {
    boolean first = isFirstOfItsKey(event.key());
    boolean ready = event.isReady(now, state.deliveriesMax());
    return first && ready && !isFull() && candidates.has(event.offset()) ? handOut(event) : event;
  }

  /** Goes on from {@code next} as far as there are candidates and room. */
  private long fresh(long next) {
    long at = next;
    for (int i = 0; i < candidates.count(); i++) {
      boolean room = !isFull() && after.size() < state.identity().queue().inFlightMax();
      if (candidates.offsets()[i] == at && room) {
        Pending event = Pending.untouched(at, candidates.keys()[i]);
        after.add(isFirstOfItsKey(event.key()) ? handOut(event) : event);
        at++;
      }
    }
    return at;
  }

  private boolean isFirstOfItsKey(int key) {
    return key == Pending.NO_KEY || keys.add(key);
  }

  private boolean isFull() {
    return state.paused() || handed.size() >= command.limit();
  }

  private Pending handOut(Pending event) {
    Pending leased = event.handedOut(lease(), now + command.leaseMs());
    handed.add(leased);
    return leased;
  }

  private long lease() {
    return state.lastLease() + 1;
  }

  private Handed reply() {
    return new Handed(
        handed.isEmpty() ? 0 : lease(),
        now + command.leaseMs(),
        handed.stream().mapToLong(Pending::offset).toArray(),
        handed.stream().mapToInt(Pending::deliveries).toArray(),
        true);
  }
}
