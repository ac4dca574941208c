package io.thalweg.storage.postgres;

import io.thalweg.core.model.StreamName;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Iterator;
import java.util.function.Consumer;

/**
 * Retention: first a stream's begin is moved, which takes its head's lock for a moment, then the
 * rows below are deleted in slices that take no lock an append could wait for. Any node may do any
 * slice; what a crash leaves behind, the next run does.
 */
final class Housekeeping {
  /** Rows of a slice. */
  private static final int SLICE_ROWS = 5_000;

  /** What failed first in a run, whose steps come one after the other. */
  private static final class Round {
    Throwable failure;

    Void failed(Throwable why) {
      failure = failure == null ? why : failure;
      return null;
    }
  }

  private final Readers client;
  private final Consumer<StreamName> changed;
  private final String overdue;
  private final String trim;
  private final String sweep;
  private final String forgetIds;
  private final String forgetProducers;

  Housekeeping(Readers client, Consumer<StreamName> changed, Sql sql) {
    this.client = client;
    this.changed = changed;
    overdue = sql.text("SELECT id, name, min_offset FROM ${schema}.overdue($1)");
    trim = sql.text("SELECT ${schema}.trim_stream($1, $2)");
    sweep = sql.text("SELECT ${schema}.sweep_some($1)");
    forgetIds = sql.text("SELECT ${schema}.forget_ids($1)");
    forgetProducers = sql.text("SELECT ${schema}.forget_producers($1)");
  }

  /** Does all that it can, and fails at the end if something failed. */
  Future<Void> run(long nowMs) {
    Round round = new Round();
    return client
        .query(overdue, Tuple.of(nowMs))
        .compose(streams -> each(streams.iterator(), round))
        .otherwise(round::failed)
        .compose(trimmed -> repeat(sweep).otherwise(round::failed))
        .compose(swept -> repeat(forgetIds).otherwise(round::failed))
        .compose(forgot -> repeat(forgetProducers).otherwise(round::failed))
        .compose(
            done ->
                round.failure == null
                    ? Future.succeededFuture()
                    : Future.failedFuture(round.failure));
  }

  private Future<Void> each(Iterator<Row> streams, Round round) {
    if (!streams.hasNext()) {
      return Future.succeededFuture();
    }
    return trim(streams.next()).otherwise(round::failed).compose(trimmed -> each(streams, round));
  }

  private Future<Void> trim(Row stream) {
    return client
        .query(trim, Tuple.of(stream.getInteger(0), stream.getLong(2)))
        .map(
            rows -> {
              if (rows.iterator().next().getBoolean(0)) {
                changed.accept(new StreamName(stream.getString(1)));
              }
              return null;
            });
  }

  /** Calls a function until it has nothing left to do. */
  private Future<Void> repeat(String statement) {
    return client
        .query(statement, Tuple.of(SLICE_ROWS))
        .compose(
            rows ->
                rows.iterator().next().getBoolean(0)
                    ? repeat(statement)
                    : Future.succeededFuture());
  }
}
