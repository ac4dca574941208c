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
  private static final int PROGRESS = 8;
  private static final int ROUNDS = Boolean.getBoolean("thalweg.long") ? 50 : 1;
  private static final int TERMINATIONS = 20 * ROUNDS;
  private static final long PATIENCE_S = 60;

  @TempDir Path folder;
  private LocalPostgres database;
  private ServerProcess server;
  private TestClient client;
  private EventSocket live;
  private CrashLoad load;

  @BeforeEach
  void start() {
    database = LocalPostgres.start();
    List<String> flags = List.of("--storage", "postgres", "--postgres-uri", database.uri());
    server = new ServerProcess(folder, flags).start();
    client = new TestClient(server.address());
    load = CrashLoad.start(client);
    live = client.socket(CrashLoad.STREAM + "/ws/live?from_offset=0");
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
    load.awaitPublishes(PROGRESS);
    load.suffer("outage", () -> goAwayAndComeBack(fault));
  }

  private void goAwayAndComeBack(Runnable fault) {
    fault.run();
    await("not ready", () -> ready().statusCode() == 503);
    HttpResponse<String> refusal =
        client.call("POST", CrashLoad.STREAM + "/publish", "{\"event\":\"probe\",\"data\":0}");

    assertThat(ready().body()).contains("PostgreSQL").contains("\"writes\":false");
    assertThat(refusal.statusCode()).isEqualTo(503);
    assertThat(refusal.headers().firstValue("retry-after")).isPresent();
    database.startServer();
    await("ready", () -> ready().statusCode() == 200);
  }

  @Test
  void goesOnWhileItsConnectionsAreTerminated() {
    Vertx vertx = Vertx.vertx();
    try {
      for (int i = 0; i < TERMINATIONS; i++) {
        load.awaitPublishes(PROGRESS);
        load.suffer("pg_terminate_backend", () -> terminateOne(vertx));
      }
      finish("pg_terminate_backend " + TERMINATIONS + " times");
    } finally {
      vertx.close().await();
    }
  }

  private void terminateOne(Vertx vertx) {
    await(
        "a connection to terminate",
        () ->
            PostgresServers.sql(
                        vertx,
                        database.uri(),
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            + " WHERE application_name = 'thalweg' ORDER BY random() LIMIT 1")
                    .size()
                > 0);
  }

  /** Ends the load and checks what everybody was told and shown. */
  private void finish(String what) {
    await("ready", () -> ready().statusCode() == 200);
    load.awaitPublishes(PROGRESS);
    load.finish();
    load.drain("at the end");
    int stored = load.expectKept(what).stored();
    assertThat(live.take(stored))
        .as("what the socket was sent, which was open all the time")
        .extracting(event -> event.getLong("offset"))
        .containsExactlyElementsOf(LongStream.range(0, stored).boxed().toList());
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
