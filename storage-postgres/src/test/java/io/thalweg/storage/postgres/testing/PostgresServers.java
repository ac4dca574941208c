package io.thalweg.storage.postgres.testing;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * The server that the tests of this run use: the one that the environment names, else a container
 * if a Docker engine answers, else one of our own. Shared by all test classes; each storage gets a
 * schema of its own.
 */
public final class PostgresServers {
  public static final String URI_VARIABLE = "THALWEG_TEST_POSTGRES_URI";
  private static final String IMAGE = "postgres:18";
  private static final AtomicInteger SCHEMAS = new AtomicInteger();
  private static final long RUN = System.currentTimeMillis() % 100_000_000;

  private PostgresServers() {}

  /** Chosen when the first test asks. */
  private record Chosen(String uri, String description) {
    static final Chosen SERVER = choose();
  }

  public static String uri() {
    return Chosen.SERVER.uri;
  }

  /** Which server it is, in which version, with which durability. */
  public static String description() {
    return Chosen.SERVER.description;
  }

  /** A schema that no test has used. */
  public static String freshSchema() {
    return "thalweg_test_" + RUN + "_" + SCHEMAS.incrementAndGet();
  }

  /** Runs SQL on a connection of its own. */
  public static RowSet<Row> sql(Vertx vertx, String sql) {
    return sql(vertx, uri(), sql);
  }

  /** Runs SQL on a connection of its own to any server. */
  public static RowSet<Row> sql(Vertx vertx, String uri, String sql) {
    PgConnection connection = PgConnection.connect(vertx, PgConnectOptions.fromUri(uri)).await();
    try {
      return connection.query(sql).execute().await();
    } finally {
      connection.close().await();
    }
  }

  private static Chosen choose() {
    String named = System.getenv(URI_VARIABLE);
    if (named != null && !named.isBlank()) {
      return chosen("the server that " + URI_VARIABLE + " names", named);
    }
    return container()
        .map(found -> chosen("a container of " + IMAGE, found))
        .orElseGet(
            () -> chosen("a server of the tests' own binaries", LocalPostgres.start().uri()));
  }

  private static Optional<String> container() {
    Logger loud = Logger.getLogger("org.testcontainers");
    Level before = loud.getLevel();
    // That there is no Docker is no error here.
    loud.setLevel(Level.OFF);
    try {
      return startContainer();
    } finally {
      loud.setLevel(before);
    }
  }

  private static Optional<String> startContainer() {
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

  private static Chosen chosen(String which, String uri) {
    Vertx vertx = Vertx.vertx();
    try {
      Row row =
          sql(
                  vertx,
                  uri,
                  "SELECT current_setting('server_version'), current_setting('fsync'),"
                      + " current_setting('synchronous_commit')")
              .iterator()
              .next();
      return new Chosen(
          uri,
          String.format(
              "%s: PostgreSQL %s, fsync %s, synchronous_commit %s",
              which, row.getString(0), row.getString(1), row.getString(2)));
    } finally {
      vertx.close().await();
    }
  }
}
