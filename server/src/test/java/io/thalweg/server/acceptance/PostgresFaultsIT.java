package io.thalweg.server.acceptance;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.storage.postgres.testing.LocalPostgres;
import io.thalweg.storage.postgres.testing.PostgresServers;
import io.vertx.core.Vertx;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The database goes away under a server that is at work, and comes back. Nobody is told a success
 * that is none, sockets stay, and everything goes on by itself.
 */
class PostgresFaultsIT {
  private static final int PRODUCERS = 4;
  private static final int ROUNDS = Boolean.getBoolean("thalweg.long") ? 50 : 1;
  private static final int TERMINATIONS = 20 * ROUNDS;
  private static final long PATIENCE_S = 60;

  @TempDir Path folder;
  private LocalPostgres database;
  private ServerProcess server;
  private TestClient client;
  private EventSocket live;
  private List<CrashProducer> producers;

  @BeforeEach
  void start() {
    database = LocalPostgres.start();
    List<String> flags = List.of("--storage", "postgres", "--postgres-uri", database.uri());
    server = new ServerProcess(folder, flags).start();
    client = new TestClient(server.address());
    producers = CrashProducer.start(PRODUCERS, client);
    live = client.socket("/stream/crash/ws/live?from_offset=0");
  }

  @AfterEach
  void end() {
    server.close();
    database.close();
  }

  @Test
  void goesOnAfterTheDatabaseWasKilledOrRestarted() {
    for (int round = 0; round < ROUNDS; round++) {
      outage(database::kill);
      outage(database::stop);
    }

    finish("PostgreSQL killed " + ROUNDS + " times, restarted " + ROUNDS + " times");
  }

  private void outage(Runnable fault) {
    CrashProducer.awaitProgress(producers, 20);
    producers.forEach(CrashProducer::faultBegins);
    fault.run();
    await("not ready", () -> ready().statusCode() == 503);
    HttpResponse<String> refusal =
        client.call("POST", "/stream/crash/publish", "{\"event\":\"probe\",\"data\":0}");

    assertThat(ready().body()).contains("PostgreSQL").contains("\"writes\":false");
    assertThat(refusal.statusCode()).isEqualTo(503);
    assertThat(refusal.headers().firstValue("retry-after")).isPresent();
    database.startServer();
    await("ready", () -> ready().statusCode() == 200);
    producers.forEach(CrashProducer::faultIsOver);
  }

  @Test
  void goesOnWhileItsConnectionsAreTerminated() {
    Vertx vertx = Vertx.vertx();
    try {
      int terminated = 0;
      while (terminated < TERMINATIONS) {
        CrashProducer.awaitProgress(producers, 2);
        terminated += terminateOne(vertx);
      }
      finish("pg_terminate_backend " + terminated + " times");
    } finally {
      vertx.close().await();
    }
  }

  private int terminateOne(Vertx vertx) {
    producers.forEach(CrashProducer::faultBegins);
    int terminated =
        PostgresServers.sql(
                vertx,
                database.uri(),
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE application_name = 'thalweg' ORDER BY random() LIMIT 1")
            .size();
    producers.forEach(CrashProducer::faultIsOver);
    return terminated;
  }

  /** Ends the load and checks what everybody was told and shown. */
  private void finish(String what) {
    await("ready", () -> ready().statusCode() == 200);
    CrashProducer.awaitProgress(producers, 20);
    producers.forEach(CrashProducer::finish);
    CrashReport report = CrashReport.of(producers, client);
    System.out.println(what + " under load: " + report);
    assertThat(report.acked()).as("acknowledged before a fault").isPositive();
    assertThat(report.unknown()).as("publishes that a fault hit").isPositive();
    assertThat(report.faults()).isEmpty();
    assertThat(live.take(report.stored()))
        .as("what the socket was sent, which was open all the time")
        .extracting(event -> event.getLong("offset"))
        .containsExactlyElementsOf(LongStream.range(0, report.stored()).boxed().toList());
  }

  private HttpResponse<String> ready() {
    return client.call("GET", "/health/ready", "");
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + SECONDS.toNanos(PATIENCE_S);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("%s, in time", what).isLessThan(deadline);
      LockSupport.parkNanos(5_000_000);
    }
  }
}
