package io.thalweg.server.acceptance;

import io.thalweg.storage.postgres.testing.LocalPostgres;
import io.thalweg.storage.postgres.testing.PostgresServers;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Random;

/** Faults of PostgreSQL under a server at work. */
class PostgresFaultsIT extends DatabaseFaults {
  private LocalPostgres database;

  @Override
  String name() {
    return "PostgreSQL";
  }

  @Override
  List<String> startDatabase() {
    database = LocalPostgres.start();
    return List.of("--storage", "postgres", "--postgres-uri", database.uri());
  }

  @Override
  void startAgain(Vertx vertx) {
    database.startServer();
    setStandby(vertx, "");
  }

  /** A standby that is not there holds up the answers to what is committed. */
  @Override
  void kill(Vertx vertx) {
    setStandby(vertx, "nobody");
    Patience.await("a commit without its answer", () -> isAnswerHeldUp(vertx));
    database.kill();
  }

  private void setStandby(Vertx vertx, String name) {
    PostgresServers.sql(
        vertx, database.uri(), "ALTER SYSTEM SET synchronous_standby_names = '" + name + "'");
    PostgresServers.sql(vertx, database.uri(), "SELECT pg_reload_conf()");
  }

  private boolean isAnswerHeldUp(Vertx vertx) {
    return PostgresServers.sql(
                vertx,
                database.uri(),
                "SELECT FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
                    + " AND (position('.write(' in query) > 0 OR position('.append(' in query) > 0)")
            .size()
        > 0;
  }

  @Override
  boolean killComesBeforeAnAnswer() {
    return true;
  }

  @Override
  void stop() {
    database.stop();
  }

  @Override
  void closeDatabase() {
    database.close();
  }

  @Override
  int cutOne(Vertx vertx, Random random) {
    return PostgresServers.sql(
            vertx,
            database.uri(),
            "SELECT pg_terminate_backend((array_agg(pid ORDER BY backend_start))[1 + "
                + random.nextInt(1 << 20)
                + " % count(*)]) FROM pg_stat_activity"
                + " WHERE application_name = 'thalweg' HAVING count(*) > 0")
        .size();
  }
}
