package io.thalweg.core.group.queue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Consumer;

/** A command on its way through a {@link QueueRunner}. Not thread-safe. */
final class Submitted<R> {
  private final QueueCommand<R> command;
  private final Consumer<R> decided;
  private final Promise<R> promise = Promise.promise();
  private R reply;
  private boolean told;
  private boolean retried;

  /**
   * @param decided hears, once, what was decided first, before it is stored
   */
  Submitted(QueueCommand<R> command, Consumer<R> decided) {
    this.command = command;
    this.decided = decided;
  }

  QueueDecision<R> decide(QueueState state, long now) {
    QueueDecision<R> decision = command.decide(state, now);
    reply = decision.reply();
    return decision;
  }

  void tellDecided() {
    if (!told) {
      told = true;
      decided.accept(reply);
    }
  }

  /** Whether it may be decided once more after a refusal; true only once. */
  boolean retry() {
    boolean first = !retried;
    retried = true;
    return first;
  }

  void complete() {
    promise.tryComplete(reply);
  }

  void fail(Throwable reason) {
    promise.tryFail(reason);
  }

  Future<R> future() {
    return promise.future();
  }
}
