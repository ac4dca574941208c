package io.thalweg.core.group.queue;

import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamInfo;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventBlock;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.spi.StreamAppend;
import io.vertx.core.Future;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/**
 * Puts doomed events of one shared group into the dead letter stream, in the write that settles
 * them: so each is there once. One batch at a time. Not thread-safe: belongs to one context.
 */
final class Undertaker {
  private static final Logger LOG = LoggerFactory.getLogger(Undertaker.class);
  private static final long WAIT_MIN_MS = 500;
  private static final long WAIT_MAX_MS = 60_000;
  private static final int EVENTS_MAX = 100;
  private static final int BYTES_MAX = 1 << 20;

  /** Dead letters are kept until an operator wants it otherwise. */
  private static final StreamConfig FOR_EVER = new StreamConfig(1, 0, 0, 0, 0);

  private final QueueRunner runner;
  private final StreamLog log;
  private final QueueReads reads;
  private final LongSupplier clock;
  private final IntConsumer onBuried;
  private boolean burying;
  private long waitMs;
  private long notBefore;

  /**
   * @param onBuried hears how many became dead letters
   */
  Undertaker(
      QueueRunner runner,
      StreamLog log,
      StreamName stream,
      LongSupplier clock,
      IntConsumer onBuried) {
    this.runner = runner;
    this.log = log;
    this.reads = new QueueReads(log, stream);
    this.clock = clock;
    this.onBuried = onBuried;
  }

  /** Begins, if there is anything to bury; what failed is tried again by a later call. */
  void look() {
    QueueState state = runner.state();
    if (burying || state == null || clock.getAsLong() < notBefore) {
      return;
    }
    List<Long> doomed =
        state.pending().stream()
            .filter(Pending::isDoomed)
            .map(Pending::offset)
            .limit(EVENTS_MAX)
            .toList();
    if (doomed.isEmpty()) {
      return;
    }
    burying = true;
    ensureStream(state.identity().queue().deadLetter())
        .compose(there -> reads.these(doomed, BYTES_MAX))
        .compose(found -> bury(state, found))
        .onComplete(
            (buried, failure) -> {
              burying = false;
              if (failure == null) {
                waitMs = 0;
                look();
              } else {
                failed(state.identity(), failure);
              }
            });
  }

  private void failed(QueueIdentity identity, Throwable failure) {
    waitMs = Math.min(WAIT_MAX_MS, Math.max(WAIT_MIN_MS, 2 * waitMs));
    notBefore = clock.getAsLong() + waitMs;
    LOG.warn(
        "dead letters of the group "
            + identity.group()
            + " of stream "
            + identity.stream()
            + " could not be stored and are tried again: "
            + failure.getMessage());
  }

  private Future<StreamInfo> ensureStream(StreamName name) {
    return log.stream(name)
        .recover(
            failure ->
                StreamException.from(failure).code() == ErrorCode.STREAM_NOT_FOUND
                    ? log.createStream(name, FOR_EVER)
                    : Future.failedFuture(failure));
  }

  private Future<Void> bury(QueueState state, Found found) {
    if (found.count() == 0) {
      // Retention was quicker: there is nothing left to keep.
      return runner.submit(new QueueCommand.HandOut(0, 0, found.candidates(false))).mapEmpty();
    }
    EventBatch.Builder letters = EventBatch.builder(1 << 12);
    List<Long> offsets = new ArrayList<>();
    for (EventBlock block : found.blocks()) {
      for (EventCursor event = block.cursor(); event.next(); ) {
        Pending doomed = state.pending().get(state.indexOf(event.offset()));
        DeadLetters.bury(event, doomed, state.identity(), letters);
        offsets.add(event.offset());
      }
    }
    StreamAppend append = StreamAppend.of(state.identity().queue().deadLetter(), letters.build());
    return runner
        .submit(new QueueCommand.Bury(offsets, append))
        .onSuccess(stored -> onBuried.accept(offsets.size()));
  }
}
