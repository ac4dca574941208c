package io.thalweg.bench.postgres;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Belongs to the database client's event loop once it runs. Sessions that each send their statement
 * again when the last one has committed, until the time is up; then what is under way is awaited.
 */
final class SessionLoop {
  private static final long GRACE_S = 60;

  /** As of the callers over HTTP; latency in nanoseconds. */
  record Outcome(long counted, long acknowledged, double seconds, Histogram latency) {}

  private final RawPostgres database;
  private final String statement;
  private final Object parameter;
  private final Duration duration;
  private final Histogram latency = new Histogram(TimeUnit.HOURS.toNanos(1), 3);
  private final Promise<Outcome> done = Promise.promise();
  private long startNanos;
  private long deadlineNanos;
  private long acknowledged;
  private long counted;
  private int active;

  SessionLoop(RawPostgres database, String statement, Object parameter, Duration duration) {
    this.database = database;
    this.statement = statement;
    this.parameter = parameter;
    this.duration = duration;
  }

  /** Blocks until the last answer. */
  Outcome run(int count) {
    List<PgConnection> sessions = database.sessions(count);
    try {
      Context loop = database.vertx().getOrCreateContext();
      loop.runOnContext(now -> start(sessions));
      return RawPostgres.await(done.future(), duration.toSeconds() + GRACE_S, "inserting");
    } finally {
      RawPostgres.closeAll(sessions);
    }
  }

  private void start(List<PgConnection> sessions) {
    startNanos = System.nanoTime();
    deadlineNanos = startNanos + duration.toNanos();
    active = sessions.size();
    sessions.forEach(session -> next(session, startNanos));
  }

  private void next(PgConnection session, long sentNanos) {
    if (sentNanos >= deadlineNanos) {
      finishOne(sentNanos);
      return;
    }
    session
        .preparedQuery(statement)
        .execute(Tuple.of(parameter))
        .onSuccess(
            committed -> {
              long now = System.nanoTime();
              acknowledged++;
              if (now <= deadlineNanos) {
                counted++;
                latency.recordValue(now - sentNanos);
              }
              next(session, now);
            })
        .onFailure(done::tryFail);
  }

  private void finishOne(long now) {
    if (--active == 0) {
      double seconds = (Math.min(now, deadlineNanos) - startNanos) / 1e9;
      done.tryComplete(new Outcome(counted, acknowledged, seconds, latency));
    }
  }
}
