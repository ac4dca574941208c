package io.thalweg.core.group.queue;

import io.thalweg.core.bus.SeekReply;
import io.thalweg.core.bus.SettleReply;
import io.thalweg.core.bus.Verdict;
import io.thalweg.core.spi.StreamAppend;
import java.util.List;

/**
 * What can happen to a shared group.
 *
 * @param <R> what whoever sent it gets back
 */
sealed interface QueueCommand<R> {
  /**
   * Decides. Pure.
   *
   * @param now on the coordinator's clock, in milliseconds
   * @throws io.thalweg.core.error.StreamException if it is refused; then nothing changes
   */
  QueueDecision<R> decide(QueueState state, long now);

  /**
   * A worker wants events.
   *
   * @param limit at most so many
   * @param leaseMs how long it wants to have for them, in milliseconds
   */
  record HandOut(int limit, long leaseMs, Candidates candidates) implements QueueCommand<Handed> {
    @Override
    public QueueDecision<Handed> decide(QueueState state, long now) {
      return new HandingOut(state, this, now).decide();
    }
  }

  /** A worker says what became of its events, all of the lease if it names none. */
  record Settle(long lease, List<Long> offsets, Verdict verdict)
      implements QueueCommand<SettleReply> {
    @Override
    public QueueDecision<SettleReply> decide(QueueState state, long now) {
      return new Settling(state, this, now).decide();
    }
  }

  /** Time has passed. */
  record Expire() implements QueueCommand<Void> {
    @Override
    public QueueDecision<Void> decide(QueueState state, long now) {
      return Burying.expire(state, now);
    }
  }

  /** Doomed events are put away, all or none, as the letters say that are stored with it. */
  record Bury(List<Long> offsets, StreamAppend letters) implements QueueCommand<Void> {
    @Override
    public QueueDecision<Void> decide(QueueState state, long now) {
      return Burying.bury(state, this);
    }
  }

  /**
   * An operator starts again elsewhere. What was leased is nobody's any longer.
   *
   * @param force also while workers have events
   * @param dryRun only says what would become
   */
  record Seek(long offset, boolean force, boolean dryRun) implements QueueCommand<SeekReply> {
    @Override
    public QueueDecision<SeekReply> decide(QueueState state, long now) {
      return Moving.seek(state, this, now);
    }
  }

  /** An operator stops the handing out, or lets it go on. */
  record Pause(boolean paused) implements QueueCommand<Void> {
    @Override
    public QueueDecision<Void> decide(QueueState state, long now) {
      return QueueDecision.of(state.paused() == paused ? state : state.withPaused(paused), null);
    }
  }

  /** The group is removed. */
  record Delete() implements QueueCommand<Void> {
    @Override
    public QueueDecision<Void> decide(QueueState state, long now) {
      return QueueDecision.of(null, null);
    }
  }

  /** Nothing happens; the reply is the state. */
  record Look() implements QueueCommand<QueueState> {
    @Override
    public QueueDecision<QueueState> decide(QueueState state, long now) {
      return QueueDecision.of(state, state);
    }
  }
}
