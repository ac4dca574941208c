package io.thalweg.bench.postgres;

import io.thalweg.bench.load.Tally;
import io.vertx.core.Context;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;

/**
 * Belongs to the database client's event loop once it runs. Sessions that each send their statement
 * again when the last one has committed, until the time is up.
 */
final class SessionLoop {

  private final RawPostgres database;
  private final String statement;
  private final Object parameter;
  private final Tally tally;

  SessionLoop(RawPostgres database, String statement, Object parameter, Duration duration) {
    this.database = database;
    this.statement = statement;
    this.parameter = parameter;
    this.tally = new Tally(duration);
  }

  /** Blocks until the last answer. */
  Tally.Outcome run(int count) {
    List<PgConnection> sessions = database.sessions(count);
    try {
      Context loop = database.vertx().getOrCreateContext();
      loop.runOnContext(now -> start(sessions));
      return tally.await("PostgreSQL: inserting");
    } finally {
      RawPostgres.closeAll(sessions);
    }
  }

  private void start(List<PgConnection> sessions) {
    long now = tally.start(sessions.size());
    sessions.forEach(session -> next(session, now));
  }

  private void next(PgConnection session, long sentNanos) {
    if (tally.isOver(sentNanos)) {
      tally.left(sentNanos);
      return;
    }
    session
        .preparedQuery(statement)
        .execute(Tuple.of(parameter))
        .onSuccess(
            committed -> {
              long now = System.nanoTime();
              tally.answered(sentNanos, now);
              next(session, now);
            })
        .onFailure(tally::failed);
  }
}
