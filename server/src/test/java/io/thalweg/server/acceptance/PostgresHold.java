package io.thalweg.server.acceptance;

import io.thalweg.storage.postgres.testing.PostgresServers;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;

/** Locks the rows of the streams: appends wait for them. */
final class PostgresHold implements WriteHold {
  private static final int NODES = 2;

  private final Vertx vertx;
  private final String uri;
  private PgConnection holder;

  PostgresHold(Vertx vertx, String uri) {
    this.vertx = vertx;
    this.uri = uri;
  }

  @Override
  public void begin() {
    holder = PgConnection.connect(vertx, PgConnectOptions.fromUri(uri)).await();
    holder.query("BEGIN; SELECT FROM thalweg.stream FOR UPDATE").execute().await();
  }

  /** A node appends on one session: as many as there are nodes are all of them. */
  @Override
  public boolean hasIt() {
    return PostgresServers.sql(
                vertx,
                uri,
                "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                    + " AND (position('.write(' in query) > 0 OR position('.append(' in query) > 0)")
            .size()
        == NODES;
  }

  @Override
  public void end() {
    holder.close().await();
  }
}
