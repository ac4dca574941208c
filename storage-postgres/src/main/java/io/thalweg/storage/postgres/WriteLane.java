package io.thalweg.storage.postgres;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgNotice;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * One connection for what has to be durable when it is answered. Statements go out in the order of
 * the calls and the server does them in that order, so calls keep theirs; the next is under way
 * while one commits. A lost connection is made anew by the next call. Not thread-safe: belongs to
 * its context.
 */
final class WriteLane {
  private static final long RECONNECT_PAUSE_MS = 200;

  private final Context context;
  private final Connections connections;
  private final Function<PgConnection, Future<Void>> onConnected;
  private final List<Warning> underWay = new ArrayList<>();
  private Future<PgConnection> connection;
  private Promise<PgConnection> connecting;
  private long failedAtMs = -RECONNECT_PAUSE_MS;
  private Throwable lastFailure;
  private boolean closed;

  /**
   * A lane that is not connected yet.
   *
   * @param onConnected looks at each new connection before it is used
   */
  WriteLane(
      Context context, Connections connections, Function<PgConnection, Future<Void>> onConnected) {
    this.context = context;
    this.connections = connections;
    this.onConnected = onConnected;
  }

  /** The connection that there is, or a new one. */
  Future<PgConnection> connection() {
    if (closed) {
      return Future.failedFuture(connections.refuse());
    }
    if (connection == null) {
      if (nowMs() - failedAtMs < RECONNECT_PAUSE_MS) {
        return Future.failedFuture(lastFailure);
      }
      connection = connect();
    }
    return connection;
  }

  private Future<PgConnection> connect() {
    Promise<PgConnection> ready = Promise.promise();
    connecting = ready;
    connections
        .connect(onConnected)
        .onSuccess(
            made -> {
              made.noticeHandler(notice -> underWay.forEach(warning -> warning.note(notice)));
              made.closeHandler(nothing -> context.runOnContext(now -> lost(ready.future())));
              if (!ready.tryComplete(made)) {
                made.close();
              }
            })
        .onFailure(failure -> failed(ready, failure));
    return ready.future();
  }

  private void failed(Promise<PgConnection> which, Throwable failure) {
    if (!which.future().isComplete()) {
      failedAtMs = nowMs();
      lastFailure = failure;
      lost(which.future());
      which.fail(failure);
    }
  }

  /** Lets nobody wait any longer for a connection that is being made. */
  void stopConnecting() {
    if (connecting != null) {
      failed(connecting, connections.refuse());
    }
  }

  private void lost(Future<PgConnection> which) {
    if (connection == which) {
      connection = null;
    }
  }

  /**
   * Runs a statement. Fails as the server or the connection fails; with {@code UNAVAILABLE} if the
   * server warned while it committed.
   */
  Future<RowSet<Row>> execute(String statement, Tuple parameters) {
    Warning warning = new Warning();
    return use(to -> {
          underWay.add(warning);
          return to.preparedQuery(statement)
              .execute(parameters)
              .timeout(connections.replyTimeoutMs(), TimeUnit.MILLISECONDS)
              .onComplete(ended -> underWay.remove(warning));
        })
        .map(warning::pass);
  }

  /** Looks at the connection again, as at a new one; gives it up if it will no longer do. */
  Future<Void> look() {
    return use(
        to -> onConnected.apply(to).timeout(connections.replyTimeoutMs(), TimeUnit.MILLISECONDS));
  }

  private <T> Future<T> use(Function<PgConnection, Future<T>> step) {
    Future<PgConnection> on = connection();
    return on.compose(to -> step.apply(to).onFailure(failure -> dropIfDead(on, failure)));
  }

  private void dropIfDead(Future<PgConnection> which, Throwable failure) {
    if (!PostgresErrors.isCertain(failure)) {
      lost(which);
      which.result().close();
    }
  }

  /** Ends what is under way and closes. */
  Future<Void> close() {
    closed = true;
    stopConnecting();
    return connection == null
        ? Future.succeededFuture()
        : connection.compose(connections::close).otherwiseEmpty();
  }

  private static long nowMs() {
    return System.nanoTime() / 1_000_000;
  }

  /**
   * A warning while a statement ran. A wait for a standby that was cut short commits and says so in
   * no other way: then nobody may call the write durable.
   */
  private static final class Warning {
    private PgNotice notice;

    void note(PgNotice said) {
      if (said.getCode() != null && said.getCode().startsWith("01")) {
        notice = said;
      }
    }

    RowSet<Row> pass(RowSet<Row> rows) {
      if (notice != null) {
        throw StreamException.of(
            ErrorCode.UNAVAILABLE,
            "PostgreSQL warned as it committed, so the outcome is unknown: " + notice.getMessage());
      }
      return rows;
    }
  }
}
