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

  Future<Void> run(long nowMs) {
    return client
        .query(overdue, Tuple.of(nowMs))
        .compose(streams -> trim(streams.iterator()))
        .compose(trimmed -> repeat(sweep))
        .compose(swept -> repeat(forgetIds))
        .compose(forgot -> repeat(forgetProducers));
  }

  private Future<Void> trim(Iterator<Row> streams) {
    if (!streams.hasNext()) {
      return Future.succeededFuture();
    }
    Row stream = streams.next();
    return client
        .query(trim, Tuple.of(stream.getInteger(0), stream.getLong(2)))
        .compose(
            rows -> {
              if (rows.iterator().next().getBoolean(0)) {
                changed.accept(new StreamName(stream.getString(1)));
              }
              return trim(streams);
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
