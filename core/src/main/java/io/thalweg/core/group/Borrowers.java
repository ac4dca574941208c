package io.thalweg.core.group;

import io.thalweg.core.error.StreamException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;

/** Who waits for a {@link Loan} of one group, and who has one. Not thread-safe. */
final class Borrowers {
  private final Deque<Waiting<?>> waiting = new ArrayDeque<>();
  private boolean lent;

  private record Waiting<R>(GroupCommand<R> command, Promise<Loan<R>> promise, long since) {
    /** Decides, and hands the loan out. */
    void lend(GroupState state, long now, Loan.Settling settling, Borrowers borrowers) {
      GroupDecision<R> decision;
      try {
        decision = command.decide(state, now);
      } catch (RuntimeException refused) {
        promise.fail(StreamException.from(refused));
        return;
      }
      borrowers.lent = true;
      promise.complete(new Loan<>(state, decision, settling));
    }
  }

  <R> Future<Loan<R>> add(GroupCommand<R> command, long now) {
    Promise<Loan<R>> promise = Promise.promise();
    waiting.add(new Waiting<>(command, promise, now));
    return promise.future();
  }

  int waiting() {
    return waiting.size();
  }

  /** Whose command came before this moment waits no more. */
  long heardUntil(long now) {
    return waiting.isEmpty() ? now : waiting.peek().since();
  }

  /** Whether the group has to wait with other commands. */
  boolean any() {
    return lent || !waiting.isEmpty();
  }

  boolean lent() {
    return lent;
  }

  /**
   * Lends to the next one, unless its command is refused.
   *
   * @param state as it is stored
   * @return false if nobody waits, or somebody has a loan
   */
  boolean lendNext(GroupState state, long now, Loan.Settling settling) {
    if (lent || waiting.isEmpty()) {
      return false;
    }
    waiting.poll().lend(state, now, settling, this);
    return true;
  }

  /** The loan is over. */
  void returned() {
    lent = false;
  }

  /** Nobody gets a loan any more of those who wait. */
  void refuse(StreamException reason) {
    while (!waiting.isEmpty()) {
      waiting.poll().promise().fail(reason);
    }
  }
}
