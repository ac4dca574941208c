package io.thalweg.storage.postgres;

import io.thalweg.core.spi.WriteOutcome;
import io.thalweg.core.spi.WriteWatch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/**
 * Watches the session that writes: looks at its settings with every poll, and tries to write when a
 * write failed. Not thread-safe: belongs to the lane's context.
 */
final class LaneWatch {
  /**
   * A commit that has to be made durable, though nothing is changed; and all that an append needs a
   * right for.
   */
  private static final String PROBE =
      "SELECT pg_logical_emit_message(true, 'thalweg', '')::text FROM ${schema}.append("
          + "'{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}')";

  private final Vertx vertx;
  private final WriteLane lane;
  private final long pauseMs;
  private final WriteWatch writes;
  private boolean closed;
  private long timer = -1;

  LaneWatch(Vertx vertx, WriteLane lane, PostgresOptions options, Sql sql) {
    this.vertx = vertx;
    this.lane = lane;
    this.pauseMs = options.pollIntervalMs();
    String probe = sql.text(PROBE);
    this.writes =
        new WriteWatch(vertx, () -> lane.execute(probe, Tuple.tuple()).mapEmpty(), pauseMs);
  }

  /** Looks from now on, until it is closed. */
  void start() {
    if (!closed) {
      timer =
          vertx.setTimer(
              pauseMs, id -> lane.look().onFailure(this::unfit).onComplete(looked -> start()));
    }
  }

  private void unfit(Throwable why) {
    if (!closed) {
      writes.failed(why);
    }
  }

  Future<List<WriteOutcome>> watch(Future<List<WriteOutcome>> write) {
    return writes.watch(write);
  }

  /** Why the database takes no writes, or null. */
  Throwable failure() {
    return writes.failure();
  }

  void close() {
    closed = true;
    vertx.cancelTimer(timer);
    writes.close();
  }
}
