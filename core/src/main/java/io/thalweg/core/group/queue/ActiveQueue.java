package io.thalweg.core.group.queue;

import io.thalweg.core.bus.LeaseReply;
import io.thalweg.core.bus.LeaseRequest;
import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.GroupStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/**
 * A shared group that this node coordinates: its commands, the workers that wait, and its dead
 * letters. Not thread-safe: belongs to one context.
 */
final class ActiveQueue implements QueueRunner.Listener {
  private static final long IDLE_MS = 60_000;

  private final Vertx vertx;
  private final LongSupplier clock;
  private final Consumer<ActiveQueue> onGone;
  private final QueueRunner runner;
  private final LeaseLine line;
  private final Undertaker undertaker;
  private long usedAt;
  private long expiresAt;
  private QueueState expiryKnownFor;
  private boolean wakeScheduled;

  ActiveQueue(
      StreamName stream,
      GroupName group,
      Vertx vertx,
      StreamLog log,
      GroupStore stored,
      LongSupplier clock,
      IntConsumer onBuried,
      Consumer<ActiveQueue> onGone) {
    this.vertx = vertx;
    this.clock = clock;
    this.onGone = onGone;
    this.runner = new QueueRunner(stream, group, log, stored, clock, this);
    this.line = new LeaseLine(vertx, runner, log, stream, clock);
    this.undertaker = new Undertaker(runner, log, stream, clock, onBuried);
    this.usedAt = clock.getAsLong();
  }

  <R> Future<R> submit(QueueCommand<R> command) {
    usedAt = clock.getAsLong();
    return runner.submit(command);
  }

  Future<LeaseReply> lease(LeaseRequest request) {
    usedAt = clock.getAsLong();
    return line.join(request);
  }

  /** Whether it was found in the storage. */
  boolean isKnown() {
    return runner.state() != null;
  }

  /** As it was stored last. */
  long generation() {
    return runner.generation();
  }

  /** Lets leases end whose time is over, and tries again to bury what could not be. */
  void tick() {
    QueueState state = runner.state();
    if (state == null) {
      return;
    }
    long now = clock.getAsLong();
    if (state != expiryKnownFor) {
      expiryKnownFor = state;
      expiresAt = state.wakesAt(Long.MIN_VALUE);
    }
    if (now >= expiresAt) {
      runner.submit(new QueueCommand.Expire());
      expiryKnownFor = state;
      expiresAt = state.wakesAt(now);
    }
    undertaker.look();
  }

  /** Whether it may be forgotten: nobody waits, and nothing will come about by itself. */
  boolean isIdle() {
    QueueState state = runner.state();
    boolean atRest = state == null || state.pending().isEmpty();
    return atRest && line.isEmpty() && runner.isIdle() && clock.getAsLong() - usedAt > IDLE_MS;
  }

  void close(StreamException reason) {
    runner.close(reason);
  }

  void closeAsNotFound() {
    runner.closeAsNotFound();
  }

  @Override
  public void changed() {
    if (!wakeScheduled) {
      wakeScheduled = true;
      vertx.runOnContext(now -> wake());
    }
  }

  private void wake() {
    wakeScheduled = false;
    line.changed();
    undertaker.look();
  }

  @Override
  public void gone(StreamException reason) {
    line.close(reason);
    onGone.accept(this);
  }
}
