package io.thalweg.core.group.queue;

import java.util.List;

/**
 * All that the coordinator knows of a shared group. Immutable. Events below {@code next} that are
 * not pending are settled, so memory and storage do not grow with them.
 *
 * @param next the first event that was not looked at; only {@code seek} moves it back
 * @param pending the events before it that are not settled, in offset order
 * @param lastLease the last lease given; above all leases of groups that had the name before
 * @param deadLettered how many events became dead letters
 */
record QueueState(
    QueueIdentity identity,
    long next,
    List<Pending> pending,
    long lastLease,
    long deadLettered,
    boolean paused) {
  QueueState {
    pending = List.copyOf(pending);
  }

  /** A new group. */
  static QueueState starting(QueueIdentity identity, long start, long lastLease) {
    return new QueueState(identity, start, List.of(), lastLease, 0, false);
  }

  /** Everything below is settled. */
  long floor() {
    return pending.isEmpty() ? next : pending.get(0).offset();
  }

  /** How many events more may be in flight. */
  int room() {
    return Math.max(0, identity.queue().inFlightMax() - pending.size());
  }

  int deliveriesMax() {
    return identity.queue().deliveriesMax();
  }

  /** Where the event is in {@link #pending}, negative if it is not. */
  int indexOf(long offset) {
    int low = 0;
    int high = pending.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      long found = pending.get(middle).offset();
      if (found == offset) {
        return middle;
      } else if (found < offset) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  /** When something will come about by itself, or {@link Long#MAX_VALUE}. */
  long wakesAt(long now) {
    long earliest = Long.MAX_VALUE;
    for (Pending event : pending) {
      if (event.at() > now) {
        earliest = Math.min(earliest, event.at());
      }
    }
    return earliest;
  }

  QueueState with(long newNext, List<Pending> newPending, long newLastLease) {
    return new QueueState(identity, newNext, newPending, newLastLease, deadLettered, paused);
  }

  QueueState withPending(List<Pending> changed) {
    return with(next, changed, lastLease);
  }

  QueueState withPaused(boolean nowPaused) {
    return new QueueState(identity, next, pending, lastLease, deadLettered, nowPaused);
  }

  QueueState buried(List<Pending> left) {
    int dead = pending.size() - left.size();
    return new QueueState(identity, next, left, lastLease, deadLettered + dead, paused);
  }
}
