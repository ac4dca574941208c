package io.thalweg.core.group;

import io.thalweg.core.bus.PollReply;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * Where a group's callers without a name stand: one reads at a time, so that each gets the next
 * events and none reads what another one takes. Not thread-safe: belongs to the group's context.
 */
final class AnonymousLine {
  /** Calls that may stand in line, in one group. */
  static final int LENGTH_MAX = 1_000;

  private static final long NO_TIMER = -1;

  private final Vertx vertx;
  private final Deque<Waiter> line = new ArrayDeque<>();
  private PollCall reader;

  /** A call that stands in line. */
  private static final class Waiter {
    final Supplier<PollCall> call;
    final Promise<PollReply> promise = Promise.promise();
    boolean canWait;
    long timer = NO_TIMER;

    Waiter(Supplier<PollCall> call, boolean canWait) {
      this.call = call;
      this.canWait = canWait;
    }
  }

  AnonymousLine(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * Runs a call when it is its turn.
   *
   * @param waitMs how long to stand in line at most; a call that cannot wait stands there only
   *     while others find something
   */
  Future<PollReply> run(Supplier<PollCall> call, long waitMs) {
    if (line.size() >= LENGTH_MAX) {
      return Future.failedFuture(
          StreamException.of(ErrorCode.OVERLOADED, "too many callers without a name wait"));
    }
    Waiter waiter = new Waiter(call, waitMs > 0);
    line.add(waiter);
    if (waitMs > 0) {
      waiter.timer = vertx.setTimer(waitMs, id -> timeOver(waiter));
    }
    next();
    return waiter.promise.future();
  }

  /** The group changed. */
  void changed() {
    if (reader != null) {
      reader.changed();
    }
  }

  /** The one who reads has found nothing: so would whoever cannot wait. */
  void readerWaits() {
    if (reader != null && reader.isWaiting()) {
      PollReply nothing = reader.nothing();
      line.removeIf(waiter -> !waiter.canWait && waiter.promise.tryComplete(nothing));
    }
  }

  private void next() {
    readerWaits();
    if (reader != null || line.isEmpty()) {
      return;
    }
    Waiter waiter = line.poll();
    vertx.cancelTimer(waiter.timer);
    PollCall call = waiter.call.get();
    reader = call;
    call.run()
        .onComplete(
            (reply, failure) -> {
              reader = null;
              if (failure == null) {
                waiter.promise.tryComplete(reply);
              } else {
                waiter.promise.tryFail(failure);
              }
              next();
            });
  }

  private void timeOver(Waiter waiter) {
    waiter.canWait = false;
    readerWaits();
  }

  void close(StreamException reason) {
    line.forEach(waiter -> waiter.promise.tryFail(reason));
    line.clear();
    if (reader != null) {
      reader.fail(reason);
    }
  }
}
