package io.thalweg.core.group;

import io.thalweg.core.bus.PollReply;
import io.thalweg.core.bus.PollRequest;
import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamInfo;
import io.thalweg.core.spi.GroupRecord;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A group that this node coordinates: its commands and the calls that are open. Not thread-safe:
 * belongs to one context.
 */
final class ActiveGroup implements GroupRunner.Listener {
  private static final long IDLE_MS = 60_000;

  private final GroupKey key;
  private final Vertx vertx;
  private final StreamLog log;
  private final LongSupplier clock;
  private final GroupMeter meter;
  private final Consumer<ActiveGroup> onGone;
  private final GroupRunner runner;
  private final AnonymousLine line;
  private final Map<String, PollCall> calls = new HashMap<>();
  private long usedAt;
  private long expiresAt;
  private boolean wakeScheduled;

  ActiveGroup(
      GroupKey key,
      Vertx vertx,
      StreamLog log,
      GroupLoads loads,
      LongSupplier clock,
      GroupMeter meter,
      Consumer<ActiveGroup> onGone) {
    this.key = key;
    this.vertx = vertx;
    this.log = log;
    this.clock = clock;
    this.meter = meter;
    this.onGone = onGone;
    this.runner = new GroupRunner(key, log, loads, clock, this);
    this.line = new AnonymousLine(vertx);
    this.usedAt = clock.getAsLong();
  }

  GroupKey key() {
    return key;
  }

  <R> Future<R> submit(GroupCommand<R> command) {
    usedAt = clock.getAsLong();
    // Whatever the command does may bring a deadline forward.
    expiresAt = 0;
    return runner.submit(command);
  }

  /** See {@link GroupRunner#lend}. */
  <R> Future<Loan<R>> lend(GroupCommand<R> command) {
    usedAt = clock.getAsLong();
    expiresAt = 0;
    return runner.lend(command);
  }

  Future<PollReply> poll(PollRequest request) {
    usedAt = clock.getAsLong();
    long startedAt = usedAt;
    return request.consumer() == null
        ? line.run(() -> call(request, startedAt), request.waitMs())
        : pollAsMember(request, startedAt);
  }

  private Future<PollReply> pollAsMember(PollRequest request, long startedAt) {
    String name = request.consumer().value();
    PollCall call = call(request, startedAt);
    PollCall before = calls.put(name, call);
    if (before != null) {
      before.fail(PollCall.superseded());
    }
    return call.run().onComplete(ended -> calls.remove(name, call));
  }

  private PollCall call(PollRequest request, long startedAt) {
    return new PollCall(vertx, runner, log, clock, request, startedAt, line::readerWaits);
  }

  /** Lets sessions end whose time is over. */
  void tick() {
    long now = clock.getAsLong();
    if (hasMembers() && now >= expiresAt) {
      // Whoever submits meanwhile sets it to 0, which shall stay.
      expiresAt = Long.MAX_VALUE;
      runner
          .submit(new GroupCommand.Expire(runner.heardUntil()))
          .onSuccess(next -> expiresAt = Math.min(expiresAt, next))
          .onFailure(failure -> expiresAt = 0);
    }
  }

  /** The stream is as given now. */
  void streamSeen(StreamInfo stream) {
    GroupState state = runner.state();
    if (state == null) {
      return;
    }
    if (runner.isOfAnotherStream(stream.generation())) {
      runner.closeAsNotFound();
    } else if (stream.config().partitions() > state.partitions().size()) {
      runner.submit(new GroupCommand.PartitionsAdded(stream.config().partitions(), stream.head()));
    }
  }

  /** Whether it is another group, of the same name, that was there before. */
  boolean isOlderThan(GroupRecord created) {
    GroupState state = runner.state();
    return state != null
        && (runner.isOfAnotherStream(created.streamGeneration())
            || state.generation() < created.generation());
  }

  boolean hasMembers() {
    return members() > 0;
  }

  int members() {
    return runner.state() == null ? 0 : runner.state().members().size();
  }

  /** Whether it may be forgotten: all that matters is in the storage. */
  boolean isIdle() {
    return !hasMembers() && runner.isIdle() && clock.getAsLong() - usedAt > IDLE_MS;
  }

  void close(StreamException reason) {
    runner.close(reason);
  }

  @Override
  public void changed() {
    if (!wakeScheduled) {
      wakeScheduled = true;
      vertx.runOnContext(now -> wake());
    }
  }

  @Override
  public void rebalanced() {
    meter.rebalanced();
  }

  private void wake() {
    wakeScheduled = false;
    line.changed();
    List.copyOf(calls.values()).forEach(PollCall::changed);
  }

  @Override
  public void gone(StreamException reason) {
    line.close(reason);
    List.copyOf(calls.values()).forEach(call -> call.fail(reason));
    onGone.accept(this);
  }
}
