package io.thalweg.core.group.queue;

import io.thalweg.core.bus.ReplayReply;
import io.thalweg.core.bus.ReplayRequest;
import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.core.Future;
import java.util.List;

/** Publishes dead letters of one shared group to its stream again. */
final class Replay {
  private static final int BYTES_MAX = 1 << 20;

  private final StreamLog log;
  private final QueueIdentity identity;
  private final StreamName letters;

  Replay(StreamLog log, QueueIdentity identity) {
    this.log = log;
    this.identity = identity;
    this.letters = identity.queue().deadLetter();
  }

  Future<ReplayReply> run(ReplayRequest request) {
    int count = (int) Math.min(request.limit(), request.to() - request.from());
    if (count == 0) {
      return log.stream(letters)
          .map(info -> new ReplayReply(letters, 0, 0, request.from(), info.head()));
    }
    return log.read(new ReadQuery(letters, request.from(), EventFilter.ALL, count, BYTES_MAX), 0)
        .compose(read -> publish(read, request.to()));
  }

  private Future<ReplayReply> publish(ReadResult read, long to) {
    EventBatch.Builder events = EventBatch.builder(1 << 12);
    for (EventCursor letter = read.events().cursor(); letter.next(); ) {
      if (letter.offset() < to && DeadLetters.isOf(identity, letter)) {
        DeadLetters.replay(letter, identity, events);
      }
    }
    long next = Math.min(read.next(), to);
    if (events.count() == 0) {
      return Future.succeededFuture(new ReplayReply(letters, 0, 0, next, read.head()));
    }
    WriteBatch batch = WriteBatch.of(StreamAppend.of(identity.stream(), events.build()));
    return log.write(List.of(batch))
        .compose(
            outcomes -> {
              WriteOutcome outcome = outcomes.get(0);
              return outcome.isStored()
                  ? Future.succeededFuture(reply(outcome, next, read.head()))
                  : Future.failedFuture(outcome.refusal());
            });
  }

  private ReplayReply reply(WriteOutcome outcome, long next, long head) {
    int count = outcome.appends().get(0).count();
    int repeats = outcome.appends().get(0).repeats();
    return new ReplayReply(letters, count - repeats, repeats, next, head);
  }
}
