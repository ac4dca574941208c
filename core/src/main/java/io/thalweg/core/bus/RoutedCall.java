package io.thalweg.core.bus;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A request on its way to whoever coordinates the groups, tried again as long as that is sound. Not
 * thread-safe: belongs to the router's context.
 */
final class RoutedCall {
  private final Object request;
  private final LongSupplier clock;
  private final long lookMs;
  private final Runnable again;
  private final Promise<Object> promise = Promise.promise();
  private long giveUpAt;
  private int attempt;
  private String target;

  /**
   * @param clock milliseconds that never go back
   * @param lookMs how long to look for a coordinator
   * @param again has the router try the call once more, a little later
   */
  RoutedCall(Object request, LongSupplier clock, long lookMs, Consumer<RoutedCall> again) {
    this.request = request;
    this.clock = clock;
    this.lookMs = lookMs;
    this.again = () -> again.accept(this);
    this.giveUpAt = clock.getAsLong() + lookMs;
  }

  Object request() {
    return request;
  }

  Future<Object> future() {
    return promise.future();
  }

  /** Takes an attempt's outcome, unless another node coordinates before. */
  void attempted(String node, Future<?> outcome) {
    int number = ++attempt;
    target = node;
    outcome.onComplete(
        (reply, failure) -> {
          if (number != attempt) {
            return;
          }
          target = null;
          if (failure == null) {
            promise.tryComplete(reply);
          } else {
            failed(failure);
          }
        });
  }

  private void failed(Throwable failure) {
    if (failure instanceof NotReachedException) {
      tryLater(failure.getMessage());
    } else if (failure instanceof StreamException known && known.code() == ErrorCode.CLOSED) {
      unknown();
    } else {
      promise.tryFail(failure);
    }
  }

  /** Another node coordinates now: if this one does not, it does not answer either. */
  void leaderIs(String node) {
    if (target != null && !target.equals(node)) {
      attempt++;
      target = null;
      unknown();
    }
  }

  private void unknown() {
    if (mayRepeat(request)) {
      // It may have waited long where it was.
      giveUpAt = clock.getAsLong() + lookMs;
      tryLater("the node that coordinated the groups went away");
    } else {
      promise.tryFail(
          StreamException.of(
              ErrorCode.UNAVAILABLE,
              "the node that coordinated the groups went away;"
                  + " whether the call was done before is not known"));
    }
  }

  /** Nobody is there to ask, for this reason. */
  void tryLater(String reason) {
    if (clock.getAsLong() >= giveUpAt) {
      promise.tryFail(StreamException.of(ErrorCode.UNAVAILABLE, reason));
    } else {
      again.run();
    }
  }

  void fail(StreamException reason) {
    attempt++;
    promise.tryFail(reason);
  }

  /**
   * Whether doing it twice, the second time by another coordinator, is as good as doing it once. A
   * poll is: who takes over starts at the committed offsets. Leases that nobody heard of end, and a
   * word about one is taken once.
   */
  private static boolean mayRepeat(Object request) {
    if (request instanceof TransactionRequest transaction) {
      return transaction.id() != null;
    }
    return !(request instanceof GroupRequest.Create
        || request instanceof GroupRequest.Copy
        || request instanceof GroupRequest.Delete
        || request instanceof GroupRequest.Leave
        || request instanceof GroupRequest.Replay
        || request instanceof GroupRequest.Seek);
  }
}
