package io.thalweg.storage.postgres;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * The server that the tests of this run use: the one that the environment names, else a container
 * if a Docker engine answers, else one of our own. Shared by all test classes; each storage gets a
 * schema of its own.
 */
final class TestPostgres {
  static final String URI_VARIABLE = "THALWEG_TEST_POSTGRES_URI";
  private static final String IMAGE = "postgres:18";
  private static final AtomicInteger SCHEMAS = new AtomicInteger();
  private static final long RUN = System.currentTimeMillis() % 100_000_000;

  private TestPostgres() {}

  private static final class Shared {
    static final String URI = choose();
  }

  static String uri() {
    return Shared.URI;
  }

  /** A schema that no test has used. */
  static String freshSchema() {
    return "thalweg_test_" + RUN + "_" + SCHEMAS.incrementAndGet();
  }

  static JsonObject options(String schema) {
    return new JsonObject().put("uri", uri()).put("schema", schema);
  }

  static PostgresStorage storage(Vertx vertx, String schema) {
    return new PostgresStorage(vertx, PostgresOptions.from(options(schema)));
  }

  /** Runs SQL on a connection of its own. */
  static RowSet<Row> sql(Vertx vertx, String sql) {
    PgConnection connection = PgConnection.connect(vertx, PgConnectOptions.fromUri(uri())).await();
    try {
      return connection.query(sql).execute().await();
    } finally {
      connection.close().await();
    }
  }

  private static String choose() {
    String named = System.getenv(URI_VARIABLE);
    String uri;
    if (named != null && !named.isBlank()) {
      uri = say("the server that " + URI_VARIABLE + " names", named);
    } else {
      uri =
          container()
              .map(found -> say("a container of " + IMAGE, found))
              .orElseGet(
                  () -> say("a server of the tests' own binaries", LocalPostgres.start().uri()));
    }
    return uri;
  }

  private static Optional<String> container() {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      return Optional.empty();
    }
    PostgreSQLContainer container = new PostgreSQLContainer(IMAGE);
    container.start();
    return Optional.of(
        "postgresql://"
            + container.getUsername()
            + ":"
            + container.getPassword()
            + "@"
            + container.getHost()
            + ":"
            + container.getFirstMappedPort()
            + "/"
            + container.getDatabaseName());
  }

  private static String say(String what, String uri) {
    Vertx vertx = Vertx.vertx();
    try {
      PgConnection connection = PgConnection.connect(vertx, PgConnectOptions.fromUri(uri)).await();
      Row row =
          connection
              .query(
                  "SELECT current_setting('server_version'), current_setting('fsync'),"
                      + " current_setting('synchronous_commit')")
              .execute()
              .await()
              .iterator()
              .next();
      System.out.println(
          "PostgreSQL storage is tested on "
              + what
              + ": version "
              + row.getString(0)
              + ", fsync "
              + row.getString(1)
              + ", synchronous_commit "
              + row.getString(2));
      connection.close().await();
      return uri;
    } finally {
      vertx.close().await();
    }
  }
}
