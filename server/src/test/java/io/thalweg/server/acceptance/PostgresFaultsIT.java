package io.thalweg.server.acceptance;

import io.thalweg.storage.postgres.testing.LocalPostgres;
import io.thalweg.storage.postgres.testing.PostgresServers;
import io.vertx.core.Vertx;
import java.util.List;

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
  void startAgain() {
    database.startServer();
  }

  @Override
  void kill() {
    database.kill();
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
  int cutOne(Vertx vertx) {
    return PostgresServers.sql(
            vertx,
            database.uri(),
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE application_name = 'thalweg' ORDER BY random() LIMIT 1")
        .size();
  }
}
