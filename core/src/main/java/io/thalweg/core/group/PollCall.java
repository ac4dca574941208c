package io.thalweg.core.group;

import io.thalweg.core.bus.PollReply;
import io.thalweg.core.bus.PollRequest;
import io.thalweg.core.bus.PollTerms;
import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.record.EventBlock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.LongSupplier;

/**
 * One call for events: plan, read, record the delivery, answer; with nothing to read, wait and look
 * again. Reads hold up nobody else in the group. Not thread-safe: belongs to the group's context.
 */
final class PollCall {
  private static final long NO_TIMER = -1;

  /** Reads of one call that find nothing wanted; each looks at a bounded part of the stream. */
  private static final int EMPTY_READS_MAX = 64;

  /**
   * Plans that may turn out old behind the deadline. A group whose members come and go without end
   * must not keep a caller without an answer.
   */
  private static final int LATE_PLANS_MAX = 4;

  private final Vertx vertx;
  private final GroupRunner runner;
  private final StreamLog log;
  private final LongSupplier clock;
  private final PollRequest request;
  private final long startedAt;
  private final Runnable onWaiting;
  private final String member;
  private final Promise<PollReply> promise = Promise.promise();
  private long deadline;
  private int incarnation;
  private PollPlan plan;
  private Future<RegionRead> early;
  private RegionRead last;
  private int emptyReads;
  private int latePlans;
  private int look;
  private long timer = NO_TIMER;
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
    this.startedAt = startedAt;
    this.onWaiting = onWaiting;
    this.member = nameOf(request);
  }

  static String nameOf(PollRequest request) {
    return request.consumer() == null ? Member.ANONYMOUS : request.consumer().value();
  }

  static StreamException superseded() {
    return StreamException.of(ErrorCode.CONFLICT, "a later call of the same consumer took over");
  }

  Future<PollReply> run() {
    plan(firstCommand());
    return promise.future();
  }

  private GroupCommand<PollPlan> firstCommand() {
    return request.terms() instanceof PollTerms.Polled polled
        ? new GroupCommand.Poll(member, polled.autoCommit(), polled.acknowledged())
        : push(((PollTerms.Pushed) request.terms()).givesUp());
  }

  private GroupCommand<PollPlan> push(boolean givesUp) {
    long session = ((PollTerms.Pushed) request.terms()).session();
    return new GroupCommand.Push(member, session, givesUp);
  }

  /** After the group was read from the storage again. */
  private GroupCommand<PollPlan> commandAnew() {
    return request.terms() instanceof PollTerms.Polled
        ? new GroupCommand.Poll(member, false, GroupCommand.LAST)
        : push(false);
  }

  /** Whether there was nothing to read and the call waits for events. */
  boolean isWaiting() {
    return waiting;
  }

  /** The group changed: the plan may not be good any more. */
  void changed() {
    if (waiting) {
      planAgain();
    }
  }

  /** Ends the call with this failure. */
  void fail(Throwable reason) {
    stopWaiting();
    promise.tryFail(reason);
  }

  private void plan(GroupCommand<PollPlan> command) {
    runner.submit(command, this::decided).onSuccess(this::planned).onFailure(this::fail);
  }

  /** The read need not wait until the commit before it is durable: only the answer must. */
  private void decided(PollPlan decided) {
    incarnation = runner.incarnation();
    early = decided.region().isEmpty() || request.limit() == 0 ? null : read(decided, 0);
  }

  private void planned(PollPlan newPlan) {
    if (isOver()) {
      return;
    }
    plan = newPlan;
    // So that the member's next call comes before its session is over.
    deadline = startedAt + Math.min(request.waitMs(), runner.sessionTimeoutMs() / 2);
    if (early == null) {
      waitOrAnswer();
    } else {
      lookAt(early);
    }
  }

  private void planAgain() {
    stopWaiting();
    boolean known = incarnation == runner.incarnation();
    plan(known ? new GroupCommand.Refresh(member, plan.ticket()) : commandAnew());
  }

  private void planAgainInTime() {
    if (remainingMs() == 0 && ++latePlans > LATE_PLANS_MAX) {
      answer(EventBlock.empty(), plan.ticket());
    } else {
      planAgain();
    }
  }

  private boolean isPlanOld() {
    GroupState now = runner.state();
    if (now == null) {
      return false;
    }
    boolean gapAppeared =
        member.equals(Member.ANONYMOUS)
            && plan.region().end() == Region.OPEN
            && now.shared().gapIn(i -> now.partition(i).isOpen()) != null;
    return gapAppeared || now.generation() != plan.generation();
  }

  private Future<RegionRead> read(PollPlan from, long waitMs) {
    return RegionRead.of(from.region(), log, request, waitMs);
  }

  private void lookAt(Future<RegionRead> read) {
    int thisLook = ++look;
    read.onComplete(
        (found, failure) -> {
          if (thisLook != look || isOver()) {
            return;
          }
          waiting = false;
          if (failure == null) {
            looked(found);
          } else {
            fail(failure);
          }
        });
  }

  private void looked(RegionRead found) {
    if (runner.isOfAnotherStream(found.streamGeneration())) {
      runner.closeAsNotFound();
      return;
    }
    last = found;
    // Whoever polls commits all that it was told of; whoever is attached, each partition by itself.
    long[] ends = request.terms() instanceof PollTerms.Pushed ? found.ends() : null;
    int events = found.events().count();
    runner
        .submit(
            new GroupCommand.Deliver(
                member, plan.ticket(), found.region(), found.end(), events, ends))
        .onSuccess(id -> recorded(id, found))
        .onFailure(this::fail);
  }

  private void recorded(Long id, RegionRead found) {
    if (isOver()) {
      return;
    }
    if (id != null && !found.events().isEmpty()) {
      answer(found.events(), id);
      return;
    }
    boolean wasGap = found.region().end() != Region.OPEN;
    boolean looksOn = found.hasMore() && ++emptyReads < EMPTY_READS_MAX;
    if (id == null) {
      planAgainInTime();
    } else if (wasGap || looksOn) {
      planAgain();
    } else {
      waitOrAnswer();
    }
  }

  private void waitOrAnswer() {
    // Looked at once: in the same moment there either is time left or is not.
    long leftMs = remainingMs();
    if (isPlanOld()) {
      planAgainInTime();
    } else if (leftMs == 0 || mustBeTold()) {
      answer(EventBlock.empty(), plan.ticket());
    } else {
      if (nothingCanCome()) {
        timer = vertx.setTimer(leftMs, id -> answer(EventBlock.empty(), plan.ticket()));
      } else {
        // What was looked at without finding anything is not looked at again.
        plan = plan.from(last.end());
        emptyReads = EMPTY_READS_MAX;
        lookAt(read(plan, leftMs));
      }
      waiting = true;
      onWaiting.run();
    }
  }

  /** The member has something to commit before its next call, or wants to hear of all news. */
  private boolean mustBeTold() {
    if (request.terms() instanceof PollTerms.Pushed pushed) {
      return pushed.known() != plan.generation();
    }
    return request.consumer() != null && !plan.revoking().isEmpty();
  }

  /** No event will be read before the plan changes. */
  private boolean nothingCanCome() {
    boolean beyondHead = last != null && plan.region().from() > last.head();
    return plan.region().isEmpty() || beyondHead || request.limit() == 0;
  }

  private long remainingMs() {
    return Math.max(0, deadline - clock.getAsLong());
  }

  private boolean isOver() {
    return promise.future().isComplete();
  }

  private void answer(EventBlock events, long ticket) {
    stopWaiting();
    promise.tryComplete(reply(events, ticket));
  }

  /** An answer without events, for another call that would find nothing either. */
  PollReply nothing() {
    return reply(EventBlock.empty(), plan.ticket());
  }

  private PollReply reply(EventBlock events, long ticket) {
    boolean gap = last != null && !events.isEmpty() && last.region().from() < last.minOffset();
    return new PollReply(
        events,
        plan.standing(),
        ticket,
        last == null ? PollReply.NOT_LOOKED : last.minOffset(),
        last == null ? PollReply.NOT_LOOKED : last.head(),
        gap ? last.region().from() : PollReply.NO_GAP,
        false);
  }

  private void stopWaiting() {
    waiting = false;
    look++;
    if (timer != NO_TIMER) {
      vertx.cancelTimer(timer);
      timer = NO_TIMER;
    }
  }
}
