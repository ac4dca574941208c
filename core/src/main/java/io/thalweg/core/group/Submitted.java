package io.thalweg.core.group;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Consumer;

/** A command on its way through a {@link GroupRunner}. Not thread-safe. */
final class Submitted<R> {
  private final GroupCommand<R> command;
  private final Consumer<R> decided;
  private final Promise<R> promise = Promise.promise();
  private R reply;
  private boolean retried;

  /**
   * @param decided hears the reply as soon as it is decided, before it is stored, maybe twice
   */
  Submitted(GroupCommand<R> command, Consumer<R> decided) {
    this.command = command;
    this.decided = decided;
  }

  /** The state that the command leads to. */
  GroupState decide(GroupState state, long now) {
    GroupDecision<R> decision = command.decide(state, now);
    reply = decision.reply();
    decided.accept(reply);
    return decision.state();
  }

  /** Whether the reply may go out before what was decided earlier is stored. */
  boolean waitsForStorage() {
    // What it rests on, the member's own call, was stored before its events were sent.
    return !(command instanceof GroupCommand.Deliver);
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
