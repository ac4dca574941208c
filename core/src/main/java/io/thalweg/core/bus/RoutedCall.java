package io.thalweg.core.bus;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Consumer;

/**
 * A request on its way to whoever coordinates the groups, tried again as long as that is sound. Not
 * thread-safe: belongs to the router's context.
 */
final class RoutedCall {
  private final Object request;
  private final long giveUpAt;
  private final Runnable again;
  private final Promise<Object> promise = Promise.promise();
  private int attempt;
  private String target;

  /**
   * @param giveUpAt when to stop looking for a coordinator, on the router's clock
   * @param again has the router try the call once more, a little later
   */
  RoutedCall(Object request, long giveUpAt, Consumer<RoutedCall> again) {
    this.request = request;
    this.giveUpAt = giveUpAt;
    this.again = () -> again.accept(this);
  }

  Object request() {
    return request;
  }

  Future<Object> future() {
    return promise.future();
  }

  /** Takes an attempt's outcome, unless the call is {@link #lost} before. */
  void attempted(String node, Future<?> outcome, long now) {
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
            failed(failure, now);
          }
        });
  }

  private void failed(Throwable failure, long now) {
    if (failure instanceof NotReachedException) {
      tryLater(now, failure.getMessage());
    } else if (failure instanceof StreamException known && known.code() == ErrorCode.CLOSED) {
      unknown(now);
    } else {
      promise.tryFail(failure);
    }
  }

  /** Another node coordinates now: if this one does not, it does not answer either. */
  void leaderIs(String node, long now) {
    if (target != null && !target.equals(node)) {
      attempt++;
      target = null;
      unknown(now);
    }
  }

  private void unknown(long now) {
    if (mayRepeat(request)) {
      tryLater(now, "the node that coordinated the groups went away");
    } else {
      promise.tryFail(
          StreamException.of(
              ErrorCode.UNAVAILABLE,
              "the node that coordinated the groups went away;"
                  + " whether the call was done before is not known"));
    }
  }

  /** Nobody is there to ask, for this reason. */
  void tryLater(long now, String reason) {
    if (now >= giveUpAt) {
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
