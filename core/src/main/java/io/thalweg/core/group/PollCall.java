package io.thalweg.core.group;

import io.thalweg.core.bus.PollReply;
import io.thalweg.core.bus.PollRequest;
import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.record.EventBlock;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * One call for events: plan, read, record the delivery, answer. Reads hold up nobody else in the
 * group. Not thread-safe: belongs to the group's context.
 */
final class PollCall {
  private static final long NO_TIMER = -1;

  /** Reads of one call that find nothing wanted; each looks at a bounded part of the stream. */
  private static final int EMPTY_READS_MAX = 64;

  private final Vertx vertx;
  private final GroupRunner runner;
  private final StreamLog log;
  private final LongSupplier clock;
  private final PollRequest request;
  private final Runnable onWaiting;
  private final String member;
  private final Promise<PollReply> promise = Promise.promise();
  private final long startedAt;
  private long deadline;
  private PollPlan plan;
  private ReadResult last;
  private Future<ReadResult> early;
  private int emptyReads;
  private long timer = NO_TIMER;
  private int round;
  private boolean waiting;

  /**
   * @param startedAt when the call came, on the clock
   * @param onWaiting hears when there is nothing to read and the call begins to wait
   */
  PollCall(
      Vertx vertx,
      GroupRunner runner,
      StreamLog log,
      LongSupplier clock,
      PollRequest request,
      long startedAt,
      Runnable onWaiting) {
    this.vertx = vertx;
    this.runner = runner;
    this.log = log;
    this.clock = clock;
    this.request = request;
    this.onWaiting = onWaiting;
    this.member = nameOf(request);
    this.startedAt = startedAt;
  }

  static String nameOf(PollRequest request) {
    return request.consumer() == null ? Member.ANONYMOUS : request.consumer().value();
  }

  Future<PollReply> run() {
    runner
        .submit(
            new GroupCommand.Poll(member, request.autoCommit(), request.acknowledged()),
            this::decided)
        .onSuccess(this::planned)
        .onFailure(this::fail);
    return promise.future();
  }

  /** Whether there was nothing to read and the call waits for events. */
  boolean isWaiting() {
    return waiting;
  }

  /** The group changed: the plan may not be good any more. */
  void changed() {
    if (waiting) {
      refresh();
    }
  }

  private boolean isPlanOld() {
    GroupState now = runner.state();
    boolean gapAppeared =
        now != null
            && member.equals(Member.ANONYMOUS)
            && plan.region().end() == Region.OPEN
            && !now.shared().gaps().isEmpty();
    return gapAppeared || (now != null && now.generation() != plan.generation());
  }

  /** Ends the call with this failure, such as because a later call took over. */
  void fail(Throwable reason) {
    end();
    promise.tryFail(reason);
  }

  /** The read need not wait until the commit before it is durable: only the answer must. */
  private void decided(PollPlan decided) {
    early = decided.region().isEmpty() ? null : read(decided, 0);
  }

  private void planned(PollPlan newPlan) {
    long waitMs = Math.min(request.waitMs(), sessionTimeoutMs() / 2);
    deadline = startedAt + waitMs;
    plan = newPlan;
    if (promise.future().isComplete()) {
      return;
    }
    if (early == null) {
      waitOrAnswer();
    } else {
      await(early);
    }
  }

  private long sessionTimeoutMs() {
    return runner.state() == null ? 0 : runner.state().sessionTimeoutMs();
  }

  private Future<ReadResult> read(PollPlan from, long waitMs) {
    Region region = from.region();
    ReadQuery query =
        new ReadQuery(
            request.stream(), region.from(), region.filter(), request.limit(), request.bytesMax());
    return log.read(query, waitMs);
  }

  private void await(Future<ReadResult> read) {
    int thisRound = ++round;
    read.onComplete(
        (result, failure) -> {
          if (thisRound != round || promise.future().isComplete()) {
            return;
          }
          waiting = false;
          if (failure != null) {
            fail(failure);
          } else {
            readEnded(result);
          }
        });
  }

  private void readEnded(ReadResult result) {
    if (runner.state() != null
        && runner.state().identity().streamGeneration() != result.generation()) {
      StreamException gone = new GroupKey(request.stream(), request.group()).notFound();
      runner.close(gone);
      fail(gone);
      return;
    }
    last = result;
    Region region = plan.region();
    EventBlock events = EventBlocks.below(result.events(), region.end());
    long end = Math.min(result.next(), region.end());
    runner
        .submit(new GroupCommand.Deliver(member, plan.ticket(), region, end, events.count()))
        .onSuccess(id -> delivered(id, events, end))
        .onFailure(this::fail);
  }

  private void delivered(Long id, EventBlock events, long end) {
    if (promise.future().isComplete()) {
      return;
    }
    if (id != null && !events.isEmpty()) {
      answer(events, id);
    } else if (id == null || isPlanOld() || plan.region().end() != Region.OPEN) {
      refresh();
    } else if (end < last.head() && ++emptyReads < EMPTY_READS_MAX) {
      refresh();
    } else {
      waitOrAnswer();
    }
  }

  /** A new plan, then another look. */
  private void refresh() {
    stopWaiting();
    runner
        .submit(new GroupCommand.Refresh(member, plan.ticket()))
        .onSuccess(this::refreshed)
        .onFailure(this::fail);
  }

  private void refreshed(PollPlan newPlan) {
    if (promise.future().isComplete()) {
      return;
    }
    plan = newPlan;
    if (plan.region().isEmpty() || remainingMs() == 0 && emptyReads >= EMPTY_READS_MAX) {
      waitOrAnswer();
    } else {
      await(read(plan, 0));
    }
  }

  private void waitOrAnswer() {
    if (promise.future().isComplete()) {
      return;
    }
    if (isPlanOld()) {
      refresh();
    } else if (remainingMs() == 0 || !plan.revoking().isEmpty()) {
      answer(EventBlock.empty(), plan.ticket());
    } else if (plan.region().isEmpty()) {
      timer = vertx.setTimer(remainingMs(), id -> answer(EventBlock.empty(), plan.ticket()));
      waiting = true;
      onWaiting.run();
    } else {
      waitForEvents();
    }
  }

  private void waitForEvents() {
    // What was looked at without finding anything is not looked at again.
    Region region = plan.region().from(last == null ? 0 : last.next());
    PollPlan ahead =
        new PollPlan(plan.ticket(), region, plan.generation(), plan.partitions(), plan.revoking());
    plan = ahead;
    emptyReads = EMPTY_READS_MAX;
    await(read(plan, remainingMs()));
    waiting = true;
    onWaiting.run();
  }

  private long remainingMs() {
    return Math.max(0, deadline - clock.getAsLong());
  }

  private void answer(EventBlock events, long ticket) {
    end();
    if (last == null) {
      log.stream(request.stream())
          .onSuccess(info -> reply(events, ticket, info.minOffset(), info.head()))
          .onFailure(promise::tryFail);
    } else {
      reply(events, ticket, last.minOffset(), last.head());
    }
  }

  private void reply(EventBlock events, long ticket, long minOffset, long head) {
    boolean gap = !plan.region().isEmpty() && plan.region().from() < minOffset;
    promise.tryComplete(
        new PollReply(
            events,
            plan.generation(),
            plan.partitions(),
            plan.revoking(),
            ticket,
            minOffset,
            head,
            gap ? plan.region().from() : PollReply.NO_GAP));
  }

  /** An answer without events, for a call that need not look itself. */
  PollReply nothing() {
    return new PollReply(
        EventBlock.empty(),
        plan.generation(),
        plan.partitions(),
        List.of(),
        plan.ticket(),
        last == null ? 0 : last.minOffset(),
        last == null ? 0 : last.head(),
        PollReply.NO_GAP);
  }

  private void end() {
    stopWaiting();
    round++;
  }

  private void stopWaiting() {
    waiting = false;
    round++;
    if (timer != NO_TIMER) {
      vertx.cancelTimer(timer);
      timer = NO_TIMER;
    }
  }

  static StreamException superseded() {
    return StreamException.of(ErrorCode.CONFLICT, "a later call of the same consumer took over");
  }
}
