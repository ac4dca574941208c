package io.thalweg.storage.postgres;

import io.thalweg.storage.postgres.testing.PostgresServers;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/** Storages on the server that this run tests on. */
final class TestPostgres {
  static {
    System.out.println("The PostgreSQL storage is tested on " + PostgresServers.description());
  }

  private TestPostgres() {}

  static JsonObject options(String schema) {
    return new JsonObject().put("uri", PostgresServers.uri()).put("schema", schema);
  }

  static PostgresStorage storage(Vertx vertx, String schema) {
    return new PostgresStorage(vertx, PostgresOptions.from(options(schema)));
  }
}
