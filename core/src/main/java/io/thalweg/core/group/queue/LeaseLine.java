package io.thalweg.core.group.queue;

import io.thalweg.core.bus.LeaseReply;
import io.thalweg.core.bus.LeaseRequest;
import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.bus.Verdict;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.spi.ReadQuery;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * The workers that want events of one shared group, in the order in which they came. It looks for
 * the first of them: reads, decides, and goes on with the next one while that is being stored. If
 * there is nothing they wait, all for the same read. Not thread-safe: belongs to one context.
 */
final class LeaseLine {
  /** Workers that may wait for one group. */
  static final int WAITING_MAX = 20_000;

  private static final long WATCH_MS = 60_000;
  private static final long RELOAD_MS = 500;
  private static final long NOWHERE = -1;
  private static final long NO_TIMER = -1;

  private final Vertx vertx;
  private final QueueRunner runner;
  private final StreamLog log;
  private final StreamName stream;
  private final QueueReads reads;
  private final LongSupplier clock;
  private final Deque<LeaseCall> line = new ArrayDeque<>();
  private int look;
  private boolean looking;
  private boolean lookAgain;
  private long lookedAt;
  private long watching = NOWHERE;
  private long timer = NO_TIMER;

  LeaseLine(Vertx vertx, QueueRunner runner, StreamLog log, StreamName stream, LongSupplier clock) {
    this.vertx = vertx;
    this.runner = runner;
    this.log = log;
    this.stream = stream;
    this.reads = new QueueReads(log, stream);
    this.clock = clock;
  }

  Future<LeaseReply> join(LeaseRequest request) {
    if (line.size() >= WAITING_MAX) {
      return Future.failedFuture(
          StreamException.of(ErrorCode.OVERLOADED, "too many workers wait for the group"));
    }
    LeaseCall call = new LeaseCall(request);
    line.add(call);
    if (call.isPatient()) {
      long patience = vertx.setTimer(request.waitMs(), id -> sendAway(call));
      call.future().onComplete(answered -> vertx.cancelTimer(patience));
    }
    look();
    return call.future();
  }

  boolean isEmpty() {
    return line.isEmpty();
  }

  /** There may be something to hand out now. */
  void changed() {
    look();
  }

  void close(StreamException reason) {
    stopTimer();
    line.forEach(call -> call.fail(reason));
    line.clear();
  }

  private void sendAway(LeaseCall call) {
    call.losePatience();
    if (line.remove(call)) {
      call.answer(LeaseReply.nothing());
    }
  }

  private void look() {
    if (line.isEmpty()) {
      return;
    }
    if (looking) {
      lookAgain = true;
      return;
    }
    looking = true;
    lookAgain = false;
    int thisLook = ++look;
    LeaseCall first = line.peek();
    QueueState known = runner.state();
    Future<QueueState> state =
        known == null ? runner.submit(new QueueCommand.Look()) : Future.succeededFuture(known);
    state
        .compose(now -> hunt(first, now))
        .onSuccess(found -> handOut(first, found, thisLook))
        .onFailure(failure -> failed(first, failure, thisLook));
  }

  /** Null if there is nowhere to look. */
  private Future<Found> hunt(LeaseCall call, QueueState state) {
    lookedAt = clock.getAsLong();
    Hunt hunt = Hunt.of(state, call.request.limit(), lookedAt);
    if (hunt.isEmpty()) {
      return Future.succeededFuture();
    }
    int bytesMax = call.request.bytesMax();
    return hunt.waiting().isEmpty()
        ? reads.from(state.next(), hunt.fresh(), bytesMax)
        : reads.these(hunt.waiting(), bytesMax);
  }

  private void handOut(LeaseCall call, Found found, int thisLook) {
    QueueState state = runner.state();
    if (found == null || state == null || line.peek() != call) {
      ended(thisLook, found != null);
      return;
    }
    if (found.streamGeneration() != state.identity().streamGeneration()) {
      looking = false;
      runner.closeAsNotFound();
      return;
    }
    long leaseMs =
        call.request.leaseMs() == LeaseRequest.AS_CREATED
            ? state.identity().queue().leaseMs()
            : call.request.leaseMs();
    long gapFrom = state.floor() < found.minOffset() ? state.floor() : LeaseReply.NO_GAP;
    QueueCommand.HandOut command =
        new QueueCommand.HandOut(
            call.request.limit(), leaseMs, found.candidates(state.identity().keepsOrder()));
    runner
        .submit(command, handed -> decided(call, handed, thisLook))
        .onSuccess(handed -> stored(call, found, handed, gapFrom))
        .onFailure(failure -> failed(call, failure, thisLook));
  }

  private void decided(LeaseCall call, Handed handed, int thisLook) {
    if (!handed.isEmpty()) {
      line.remove(call);
    }
    // The runner is in the middle of something.
    vertx.runOnContext(then -> ended(thisLook, handed.changed()));
  }

  private void stored(LeaseCall call, Found found, Handed handed, long gapFrom) {
    if (handed.isEmpty()) {
      // Still in the line, unless it had to be decided anew and others were quicker.
      if (!call.future().isComplete() && !line.contains(call)) {
        line.addFirst(call);
        look();
      }
      return;
    }
    line.remove(call);
    LeaseReply reply =
        new LeaseReply(
            found.only(handed.offsets()),
            IntStream.of(handed.deliveries()).boxed().toList(),
            handed.lease(),
            Math.max(0, handed.until() - clock.getAsLong()),
            gapFrom,
            gapFrom == LeaseReply.NO_GAP ? LeaseReply.NO_GAP : found.minOffset());
    if (!call.answer(reply)) {
      runner.submit(new QueueCommand.Settle(handed.lease(), List.of(), new Verdict.Undelivered()));
    }
  }

  private void failed(LeaseCall call, Throwable failure, int thisLook) {
    line.remove(call);
    call.fail(failure);
    ended(thisLook, true);
  }

  /**
   * A look is over, if it is not already.
   *
   * @param again whether the next one may find something
   */
  private void ended(int thisLook, boolean again) {
    if (!looking || look != thisLook) {
      return;
    }
    looking = false;
    if (again || lookAgain) {
      look();
    } else {
      rest();
    }
  }

  private void rest() {
    for (LeaseCall call : List.copyOf(line)) {
      if (!call.isPatient()) {
        line.remove(call);
        call.answer(LeaseReply.nothing());
      }
    }
    QueueState state = runner.state();
    stopTimer();
    if (line.isEmpty()) {
      return;
    }
    if (state == null) {
      timer = vertx.setTimer(RELOAD_MS, id -> look());
    } else if (!state.paused()) {
      restUntilSomethingComes(state);
    }
  }

  private void restUntilSomethingComes(QueueState state) {
    // What has fallen due since it looked was not found, either.
    long wakesAt = state.wakesAt(lookedAt);
    if (wakesAt != Long.MAX_VALUE) {
      timer = vertx.setTimer(Math.max(1, wakesAt - clock.getAsLong()), id -> look());
    }
    if (state.room() > 0 && watching != state.next()) {
      watch(state.next());
    }
  }

  private void watch(long offset) {
    watching = offset;
    log.read(new ReadQuery(stream, offset, EventFilter.ALL, 1, 1), WATCH_MS)
        .onComplete(
            (read, failure) -> {
              if (watching == offset) {
                watching = NOWHERE;
              }
              look();
            });
  }

  private void stopTimer() {
    if (timer != NO_TIMER) {
      vertx.cancelTimer(timer);
      timer = NO_TIMER;
    }
  }
}
