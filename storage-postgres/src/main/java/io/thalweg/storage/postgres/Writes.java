package io.thalweg.storage.postgres;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Writes through the lane. Not thread-safe: belongs to the lane's context. */
final class Writes {
  private final WriteLane lane;
  private final Sql sql;
  private final Set<Future<?>> underWay = new LinkedHashSet<>();

  Writes(WriteLane lane, Sql sql) {
    this.lane = lane;
    this.sql = sql;
  }

  Future<List<WriteOutcome>> write(List<WriteBatch> batches) {
    Future<List<WriteOutcome>> writing = attempt(batches);
    underWay.add(writing);
    return writing.onComplete(ended -> underWay.remove(writing));
  }

  private Future<List<WriteOutcome>> attempt(List<WriteBatch> batches) {
    WriteCall call = WriteCall.of(batches);
    return lane.execute(sql.text(call.statement()), call.parameters())
        .map(rows -> call.outcomes(rows.iterator().next()))
        .recover(failure -> failed(batches, failure));
  }

  /** One value that the database cannot hold spoils the whole call: then each batch goes alone. */
  private Future<List<WriteOutcome>> failed(List<WriteBatch> batches, Throwable failure) {
    StreamException reason = PostgresErrors.from(failure);
    if (!PostgresErrors.isBadValue(failure)) {
      return Future.failedFuture(reason);
    }
    return batches.size() == 1
        ? Future.succeededFuture(List.of(WriteOutcome.refused(reason)))
        : oneByOne(batches.iterator(), new ArrayList<>());
  }

  private Future<List<WriteOutcome>> oneByOne(
      Iterator<WriteBatch> batches, List<WriteOutcome> outcomes) {
    if (!batches.hasNext()) {
      return Future.succeededFuture(outcomes);
    }
    return attempt(List.of(batches.next()))
        .compose(
            one -> {
              outcomes.addAll(one);
              return oneByOne(batches, outcomes);
            });
  }

  /** Waits for what was sent, then closes. */
  Future<Void> close() {
    lane.stopConnecting();
    List<Future<?>> left = List.copyOf(underWay);
    Future<?> ended = left.isEmpty() ? Future.succeededFuture() : Future.join(left);
    return ended.otherwiseEmpty().compose(all -> lane.close());
  }
}
