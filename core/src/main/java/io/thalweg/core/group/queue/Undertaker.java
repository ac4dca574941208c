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
import java.util.ArrayList;
import java.util.List;

/**
 * Puts doomed events of one shared group into the dead letter stream, in the write that settles
 * them: so each is there once. One batch at a time. Not thread-safe: belongs to one context.
 */
final class Undertaker {
  private static final int EVENTS_MAX = 100;
  private static final int BYTES_MAX = 1 << 20;

  /** Dead letters are kept until an operator wants it otherwise. */
  private static final StreamConfig FOR_EVER = new StreamConfig(1, 0, 0, 0, 0);

  private final QueueRunner runner;
  private final StreamLog log;
  private final QueueReads reads;
  private boolean burying;

  Undertaker(QueueRunner runner, StreamLog log, StreamName stream) {
    this.runner = runner;
    this.log = log;
    this.reads = new QueueReads(log, stream);
  }

  /** Begins, if there is anything to bury; what fails is tried again by the next call. */
  void look() {
    QueueState state = runner.state();
    if (burying || state == null) {
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
                look();
              }
            });
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
    return runner.submit(new QueueCommand.Bury(offsets, append));
  }
}
