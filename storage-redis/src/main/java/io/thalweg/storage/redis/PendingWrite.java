package io.thalweg.storage.redis;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Arrays;
import java.util.List;

/**
 * One batch that waits to be written, and where its outcome goes.
 *
 * @param isPlain whether it is for a {@link PlainWrite}
 */
record PendingWrite(WriteBatch batch, Answer answer, int place, boolean isPlain) {
  PendingWrite(WriteBatch batch, Answer answer, int place) {
    this(batch, answer, place, PlainWrite.isFor(batch));
  }

  /** The only one, of a plain batch. */
  StreamAppend append() {
    return batch.appends().get(0);
  }

  void is(WriteOutcome outcome) {
    answer.outcomes[place] = outcome;
    answer.oneLess();
  }

  /** Nobody knows whether it was stored; nor, for the caller, any other of the same answer. */
  void isUnknown(StreamException reason) {
    answer.failure = reason;
    answer.oneLess();
  }

  /** What a caller is told of several batches, once all of them are done. Not thread-safe. */
  static final class Answer {
    private final WriteOutcome[] outcomes;
    private final Promise<List<WriteOutcome>> promise = Promise.promise();
    private StreamException failure;
    private int left;

    Answer(int batches) {
      outcomes = new WriteOutcome[batches];
      left = batches;
    }

    Future<List<WriteOutcome>> future() {
      return promise.future();
    }

    private void oneLess() {
      left--;
      if (left == 0 && failure == null) {
        promise.complete(Arrays.asList(outcomes));
      } else if (left == 0) {
        promise.fail(failure);
      }
    }
  }
}
