package io.thalweg.bench.postgres;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.thalweg.bench.load.ConsumeShape;
import io.thalweg.bench.load.Engine;
import io.thalweg.bench.load.EventJson;
import io.thalweg.bench.load.PublishShape;
import io.thalweg.bench.load.Tally;
import io.thalweg.bench.net.Endpoint;
import io.thalweg.bench.run.CpuMeter;
import io.thalweg.bench.run.Sample;
import io.thalweg.bench.target.BenchFailure;
import io.thalweg.bench.target.ProcessUse;
import io.thalweg.bench.target.Target;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/**
 * A running database as a target: sessions on one event loop, like the generator's. Its processes
 * belong to somebody else, so what they use is not known.
 */
public final class RawPostgres implements Engine {
  private static final long CONTROL_S_MAX = 300;
  private static final long READ_S_MAX = 300;

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

  @Override
  public Sample publish(String workload, PublishShape shape) {
    try (RawTable table = RawTable.create(this, workload)) {
      CpuMeter cpu = new CpuMeter(this);
      String statement = shape.batch() == 1 ? table.insertOne() : table.insertMany();
      Tally.Outcome outcome =
          new SessionLoop(this, statement, inserted(shape), shape.duration())
              .run(shape.connections());
      Sample sample = outcome.sample(shape, cpu);
      table.requireRows(outcome.acknowledged() * shape.batch());
      return sample;
    }
  }

  /** What a statement inserts: an event's JSON, or an array of them. */
  private static Object inserted(PublishShape shape) {
    EventJson events = shape.events();
    String[] bodies =
        IntStream.range(0, shape.batch())
            .mapToObj(number -> new String(events.event(number), US_ASCII))
            .toArray(String[]::new);
    return shape.batch() == 1 ? bodies[0] : bodies;
  }

  @Override
  public void fill(String workload, ConsumeShape shape) {
    RawTable table = RawTable.create(this, workload);
    table.fill(shape.events(), new String(new EventJson(shape.size(), 0).event(0), US_ASCII));
    table.requireRows(shape.events());
  }

  @Override
  public Sample readPages(String workload, ConsumeShape shape) {
    List<PgConnection> sessions = sessions(1);
    try {
      PageSelects pages =
          new PageSelects(sessions.get(0), RawTable.named(this, workload), shape.events());
      CpuMeter cpu = new CpuMeter(this);
      long startNanos = System.nanoTime();
      await(pages.from(1), READ_S_MAX, "selecting");
      double seconds = (System.nanoTime() - startNanos) / 1e9;
      return new Sample(
          shape.events(),
          pages.bytes(),
          seconds,
          Optional.of(pages.latency()),
          cpu.sinceStart(),
          Map.of());
    } finally {
      closeAll(sessions);
    }
  }

  /** A setting as the server has it. */
  public String setting(String name) {
    return sql("SHOW " + name).iterator().next().getString(0);
  }

  @Override
  public void forget(String namespace) {
    sql("DROP SCHEMA IF EXISTS " + namespace + " CASCADE");
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

  /** Drops what was filled in. */
  @Override
  public void close() {
    forget(RawTable.SCHEMA);
    await(vertx.close(), 30, "closing");
  }
}
