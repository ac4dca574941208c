package io.thalweg.storage.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The pool for everything that is not answered as durable: statements of one round trip each,
 * pipelined. If the server does not answer in time its connections are given up, all at once: they
 * may hang for a quarter of an hour otherwise.
 */
final class Readers {
  private final Connections connections;
  private final AtomicReference<SqlClient> client = new AtomicReference<>();

  Readers(Connections connections) {
    this.connections = connections;
  }

  void open() {
    client.set(connections.readPool());
  }

  /** Completes on the caller's context; fails with what it means to a caller. */
  Future<RowSet<Row>> query(String statement, Tuple parameters) {
    SqlClient now = client.get();
    if (now == null) {
      return Future.failedFuture(connections.refuse());
    }
    return now.preparedQuery(statement)
        .execute(parameters)
        .timeout(connections.replyTimeoutMs(), TimeUnit.MILLISECONDS)
        .recover(failure -> failed(now, failure));
  }

  private Future<RowSet<Row>> failed(SqlClient which, Throwable failure) {
    if (failure instanceof TimeoutException) {
      SqlClient fresh = connections.readPool();
      if (client.compareAndSet(which, fresh)) {
        which.close();
      } else {
        fresh.close();
      }
    }
    return Future.failedFuture(PostgresErrors.from(failure));
  }

  Future<Void> close() {
    SqlClient last = client.getAndSet(null);
    return last == null ? Future.succeededFuture() : connections.close(last);
  }
}
