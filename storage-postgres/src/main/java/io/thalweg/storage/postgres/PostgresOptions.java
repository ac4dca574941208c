package io.thalweg.storage.postgres;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.spi.ProviderOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgConnectOptions;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The options of {@code storage.type: postgres}. Durations are milliseconds here and strings such
 * as {@code 200ms} or {@code 3s} in the configuration.
 *
 * @param uri {@code postgresql://user:password@host:5432/database?sslmode=require}
 * @param password overrides the URI's, so that it need not stand in a command line; may be null
 * @param sslRootCert path of a PEM file with the authorities that {@code sslmode=verify-ca} and
 *     {@code verify-full} trust; null for those of the Java runtime
 * @param schema where the tables are; created if it is not there
 * @param poolSize connections for reads; writes, changes of streams, notices and polling take three
 *     more
 * @param synchronousCommit {@code on}, {@code remote_apply}, {@code remote_write}, {@code local} or
 *     {@code off}
 * @param connectTimeoutMs how long a connection may take to be made
 * @param statementTimeoutMs after which the server gives a statement up
 * @param lockTimeoutMs after which the server gives up waiting for a stream's head
 * @param idleInTransactionTimeoutMs after which the server ends a session that holds locks and says
 *     nothing; below the lock timeout, so that those who wait get on
 * @param pollIntervalMs how often the heads are compared, whatever notifications say
 */
public record PostgresOptions(
    String uri,
    String password,
    String sslRootCert,
    String schema,
    int poolSize,
    String synchronousCommit,
    int connectTimeoutMs,
    int statementTimeoutMs,
    int lockTimeoutMs,
    int idleInTransactionTimeoutMs,
    int pollIntervalMs) {

  private static final Set<String> KEYS =
      Set.of(
          "uri",
          "password",
          "ssl_root_cert",
          "schema",
          "pool_size",
          "synchronous_commit",
          "connect_timeout",
          "statement_timeout",
          "lock_timeout",
          "idle_in_transaction_timeout",
          "poll_interval");
  private static final Set<String> COMMIT_MODES =
      Set.of("on", "remote_apply", "remote_write", "local", "off");
  private static final String EXAMPLE = "postgresql://user@host:5432/database";
  private static final Pattern SCHEMA = Pattern.compile("[a-z_][a-z0-9_]{0,49}");

  /** Reads the provider's part of the configuration; everything but {@code uri} has a default. */
  static PostgresOptions from(JsonObject options) {
    ProviderOptions read = ProviderOptions.of(options, "postgres", KEYS);
    return new PostgresOptions(
        read.text("uri", null),
        read.text("password", null),
        read.certificates("ssl_root_cert"),
        read.text("schema", "thalweg"),
        read.number("pool_size", 4),
        read.text("synchronous_commit", "on"),
        read.durationMs("connect_timeout", "3s"),
        read.durationMs("statement_timeout", "10s"),
        read.durationMs("lock_timeout", "2800ms"),
        read.durationMs("idle_in_transaction_timeout", "2s"),
        read.durationMs("poll_interval", "100ms"));
  }

  public PostgresOptions {
    if (uri == null) {
      throw StreamException.invalid("uri", "is missing: it must be like " + EXAMPLE);
    }
    checkUri(uri);
    if (!SCHEMA.matcher(schema).matches()) {
      throw StreamException.invalid(
          "schema", "must be 1 to 50 of a-z 0-9 _ and start with a letter or _");
    }
    if (!COMMIT_MODES.contains(synchronousCommit)) {
      throw StreamException.invalid("synchronous_commit", "must be one of " + COMMIT_MODES);
    }
    ProviderOptions.checkRange("pool_size", poolSize, 1, 500, "");
    ProviderOptions.checkRange("connect_timeout", connectTimeoutMs, 100, 60_000, "ms");
    ProviderOptions.checkRange("statement_timeout", statementTimeoutMs, 500, 300_000, "ms");
    ProviderOptions.checkRange("lock_timeout", lockTimeoutMs, 100, statementTimeoutMs, "ms");
    ProviderOptions.checkRange(
        "idle_in_transaction_timeout", idleInTransactionTimeoutMs, 100, lockTimeoutMs, "ms");
    ProviderOptions.checkRange("poll_interval", pollIntervalMs, 10, 60_000, "ms");
  }

  /** {@code host:port/database}, for messages: no user, no password. */
  String place() {
    URI parsed = URI.create(uri);
    int port = parsed.getPort() < 0 ? 5432 : parsed.getPort();
    return parsed.getHost() + ":" + port + parsed.getPath();
  }

  @Override
  public String toString() {
    return "PostgresOptions[" + place() + ", schema=" + schema + "]";
  }

  private static void checkUri(String uri) {
    try {
      URI parsed = new URI(uri);
      boolean postgres =
          "postgresql".equals(parsed.getScheme()) || "postgres".equals(parsed.getScheme());
      if (!postgres
          || parsed.getHost() == null
          || parsed.getPath() == null
          || parsed.getPath().length() < 2) {
        throw StreamException.invalid("uri", "must be like " + EXAMPLE);
      }
      if (parsed.getUserInfo() == null || parsed.getUserInfo().startsWith(":")) {
        throw StreamException.invalid("uri", "names no user: it must be like " + EXAMPLE);
      }
    } catch (URISyntaxException malformed) {
      // The message of the cause would repeat the URI, and with it the password.
      throw StreamException.invalid(
          "uri", "is malformed at character " + malformed.getIndex() + "; encode what is special");
    }
    checkParameters(uri);
  }

  /** The client's own reading of the URI, which knows the values of {@code sslmode}. */
  private static void checkParameters(String uri) {
    try {
      PgConnectOptions.fromUri(uri);
    } catch (IllegalArgumentException refused) {
      throw StreamException.invalid(
          "uri",
          "has a parameter that cannot be used: sslmode is one of disable, allow, prefer, require,"
              + " verify-ca, verify-full");
    }
  }
}
