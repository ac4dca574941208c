package io.thalweg.bench.postgres;

import io.thalweg.bench.net.Endpoint;
import io.thalweg.bench.target.BenchFailure;
import io.thalweg.bench.target.ProcessUse;
import io.thalweg.bench.target.Server;
import io.thalweg.bench.target.Target;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/**
 * A running database as a target: sessions on one event loop, like the generator's. Its processes
 * belong to somebody else, so what they use is not known.
 */
public final class RawPostgres implements Server {
  private static final long CONTROL_S_MAX = 300;

  private final Target target;
  private final PgConnectOptions options;
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

  public RawPostgres(Target target, String uri) {
    this.target = target;
    this.options =
        PgConnectOptions.fromUri(uri)
            .setCachePreparedStatements(true)
            .addProperty("application_name", "thalweg-bench")
            .addProperty("client_min_messages", "warning")
            .addProperty("synchronous_commit", "on");
    try {
      sql("SELECT 1");
    } catch (BenchFailure notThere) {
      vertx.close();
      throw notThere;
    }
  }

  @Override
  public Target target() {
    return target;
  }

  @Override
  public Endpoint endpoint() {
    return new Endpoint(options.getHost(), options.getPort());
  }

  @Override
  public ProcessUse use() {
    return ProcessUse.UNKNOWN;
  }

  Vertx vertx() {
    return vertx;
  }

  /** Opens sessions, all on one event loop; blocks until they are there. */
  List<PgConnection> sessions(int count) {
    List<Future<PgConnection>> opening =
        IntStream.range(0, count).mapToObj(i -> PgConnection.connect(vertx, options)).toList();
    await(Future.join(opening), CONTROL_S_MAX, "opening " + count + " sessions");
    return opening.stream().map(Future::result).toList();
  }

  static void closeAll(List<PgConnection> sessions) {
    await(Future.join(sessions.stream().map(PgConnection::close).toList()), 30, "closing");
  }

  /** Runs statements that are not measured. */
  RowSet<Row> sql(String statements) {
    Future<RowSet<Row>> done =
        PgConnection.connect(vertx, options)
            .compose(session -> session.query(statements).execute().eventually(session::close));
    return await(done, CONTROL_S_MAX, statements);
  }

  /** Blocks for a result. */
  static <T> T await(Future<T> future, long secondsMax, String what) {
    try {
      return future.await(secondsMax, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new BenchFailure("PostgreSQL: " + what + " took more than " + secondsMax + " s");
    } catch (Exception failed) { // whatever the client failed with, checked or not
      throw new BenchFailure("PostgreSQL: " + what + ": " + failed.getMessage(), failed);
    }
  }

  /** Drops what this and the product's runs on the same database have left. */
  @Override
  public void close() {
    sql(
        "DO $$ DECLARE left_over text; BEGIN FOR left_over IN SELECT nspname FROM pg_namespace"
            + " WHERE nspname LIKE 'thalweg\\_bench%' LOOP"
            + " EXECUTE format('DROP SCHEMA %I CASCADE', left_over); END LOOP; END $$");
    await(vertx.close(), 30, "closing");
  }
}
