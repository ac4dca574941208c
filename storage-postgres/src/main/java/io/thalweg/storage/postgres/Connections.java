package io.thalweg.storage.postgres;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlClient;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Makes connections whose sessions have the limits that the promises rest on. */
final class Connections {
  /** Statements that are sent ahead on one connection of the read pool. */
  private static final int READ_PIPELINING = 8;

  private final Vertx vertx;
  private final PostgresOptions options;

  Connections(Vertx vertx, PostgresOptions options) {
    this.vertx = vertx;
    this.options = options;
  }

  /** One connection, on the calling context; given up after the connect timeout. */
  Future<PgConnection> connect() {
    return connect(connectOptions());
  }

  /**
   * A connection that is used once it is prepared. What prepares it has the connect timeout, too: a
   * server may stop answering right after it let us in.
   */
  Future<PgConnection> connect(Function<PgConnection, Future<Void>> prepare) {
    return connect()
        .compose(
            made ->
                prepare
                    .apply(made)
                    .timeout(options.connectTimeoutMs(), TimeUnit.MILLISECONDS)
                    .map(made)
                    .onFailure(unfit -> made.close()));
  }

  /**
   * Closes without a failure, and waits no longer for what is under way and for the server's
   * goodbye than for a connection.
   */
  Future<Void> close(SqlClient client) {
    return client
        .close()
        .timeout(options.connectTimeoutMs(), TimeUnit.MILLISECONDS)
        .otherwiseEmpty();
  }

  /** A connection on which statements may take as long as they take. */
  Future<PgConnection> connectUnlimited() {
    return connect(connectOptions().addProperty("statement_timeout", "0"));
  }

  private Future<PgConnection> connect(PgConnectOptions to) {
    Future<PgConnection> connecting = PgConnection.connect(vertx, to);
    return connecting
        .timeout(options.connectTimeoutMs(), TimeUnit.MILLISECONDS)
        .onFailure(late -> connecting.onSuccess(PgConnection::close))
        // What ends a connection fails the statements on it, and they tell their callers.
        .onSuccess(made -> made.exceptionHandler(told -> {}));
  }

  /** A pool on which statements are pipelined. */
  SqlClient readPool() {
    return PgBuilder.client()
        .with(
            new PoolOptions()
                .setMaxSize(options.poolSize())
                .setMaxWaitQueueSize(10_000)
                .setConnectionTimeout(options.connectTimeoutMs())
                .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS))
        .with(
            new NetClientOptions()
                .setConnectTimeout(options.connectTimeoutMs())
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true))
        .connectingTo(connectOptions().setPipeliningLimit(READ_PIPELINING))
        .using(vertx)
        .build();
  }

  private PgConnectOptions connectOptions() {
    PgConnectOptions to = PgConnectOptions.fromUri(options.uri());
    if (options.password() != null) {
      to.setPassword(options.password());
    }
    secure(to);
    to.setCachePreparedStatements(true)
        .setPreparedStatementCacheSqlLimit(8192)
        .addProperty("application_name", "thalweg")
        .addProperty("client_encoding", "UTF8")
        .addProperty("statement_timeout", options.statementTimeoutMs() + "ms")
        .addProperty("lock_timeout", options.lockTimeoutMs() + "ms")
        .addProperty(
            "idle_in_transaction_session_timeout", options.idleInTransactionTimeoutMs() + "ms")
        .addProperty("synchronous_commit", options.synchronousCommit())
        // Others' commits in between would fail an append in any other.
        .addProperty("default_transaction_isolation", "read committed")
        .addProperty("tcp_keepalives_idle", "5")
        .addProperty("tcp_keepalives_interval", "2")
        .addProperty("tcp_keepalives_count", "3")
        // All our statements go by keys: one plan for ever, and never one that was made for a
        // table that was empty at the time.
        .addProperty("plan_cache_mode", "force_generic_plan")
        .addProperty("enable_seqscan", "off")
        .addProperty("jit", "off");
    return to;
  }

  private void secure(PgConnectOptions to) {
    SslMode mode = to.getSslMode();
    if (mode == SslMode.DISABLE) {
      return;
    }
    ClientSSLOptions ssl = new ClientSSLOptions();
    if (mode == SslMode.VERIFY_CA || mode == SslMode.VERIFY_FULL) {
      ssl.setTrustOptions(
          options.sslRootCert() == null
              ? TrustOptions.wrap(ofTheRuntime())
              : new PemTrustOptions().addCertPath(options.sslRootCert()));
      ssl.setHostnameVerificationAlgorithm(mode == SslMode.VERIFY_FULL ? "HTTPS" : "");
    } else {
      // As libpq has it: without a verify mode TLS hides what is sent and does not ask from whom.
      ssl.setTrustAll(true).setHostnameVerificationAlgorithm("");
    }
    to.setSslOptions(ssl);
  }

  /** The client takes no silence for these. */
  private static TrustManager ofTheRuntime() {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      return factory.getTrustManagers()[0];
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("the Java runtime has no authorities to trust", broken);
    }
  }

  /** The longest that a reply may take before the connection counts as dead, in milliseconds. */
  long replyTimeoutMs() {
    return options.statementTimeoutMs() + 2_000L;
  }

  StreamException refuse() {
    return StreamException.of(ErrorCode.UNAVAILABLE, "the storage is not open");
  }
}
