package io.thalweg.core.log;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.spi.AppendResult;
import io.thalweg.core.spi.EventWriter;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;

/** A storage whose writes end when the test says so. Not thread-safe. */
final class HeldWriter implements EventWriter {
  final List<Call> calls = new ArrayList<>();
  private long head;

  record Call(List<WriteBatch> batches, Promise<List<WriteOutcome>> promise) {}

  @Override
  public Future<List<WriteOutcome>> write(List<WriteBatch> batches) {
    Call call = new Call(batches, Promise.promise());
    calls.add(call);
    return call.promise.future();
  }

  /** Stores the batches of a call, each event at the next offset. */
  void store(int call) {
    List<WriteOutcome> outcomes = new ArrayList<>();
    for (WriteBatch batch : calls.get(call).batches) {
      List<AppendResult> results = new ArrayList<>();
      for (StreamAppend append : batch.appends()) {
        results.add(AppendResult.dense(append.events().count(), head, 1, null));
        head += append.events().count();
      }
      outcomes.add(WriteOutcome.stored(results));
    }
    calls.get(call).promise.complete(outcomes);
  }

  void fail(int call, StreamException failure) {
    calls.get(call).promise.fail(failure);
  }
}
