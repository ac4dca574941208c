package io.thalweg.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The database goes away under a server that is at work, and comes back. Nobody is told a success
 * that is none, sockets stay, and everything goes on by itself.
 */
abstract class DatabaseFaults {
  private static final int PROGRESS = 8;
  private static final int ROUNDS = Boolean.getBoolean("thalweg.long") ? 50 : 1;
  private static final int TERMINATIONS = 20 * ROUNDS;

  @TempDir Path folder;
  private ServerProcess server;
  private TestClient client;
  private EventSocket live;
  private CrashLoad load;

  /** As its messages call it. */
  abstract String name();

  /** Starts a database of its own; returns what a server is started with on it. */
  abstract List<String> startDatabase();

  /** Starts it again. */
  abstract void startAgain();

  abstract void kill();

  abstract void stop();

  /** Ends the database for good. */
  abstract void closeDatabase();

  /** Cuts one of the server's connections, any one; returns how many were cut. */
  abstract int cutOne(Vertx vertx);

  @BeforeEach
  void start() {
    server = new ServerProcess(folder, startDatabase()).start();
    client = new TestClient(server.address());
    load = CrashLoad.start(client);
    live = client.socket(CrashLoad.STREAM + "/ws/live?from_offset=0");
  }

  @AfterEach
  void end() {
    server.close();
    closeDatabase();
  }

  @Test
  void goesOnAfterTheDatabaseWasKilledOrRestarted() {
    for (int round = 0; round < ROUNDS; round++) {
      outage(this::kill);
      outage(this::stop);
    }

    finish(name() + " killed " + ROUNDS + " times, restarted " + ROUNDS + " times");
  }

  private void outage(Runnable fault) {
    load.awaitPublishes(PROGRESS);
    load.suffer("outage", () -> goAwayAndComeBack(fault));
  }

  private void goAwayAndComeBack(Runnable fault) {
    fault.run();
    Patience.await("not ready", () -> ready().statusCode() == 503);
    HttpResponse<String> refusal =
        client.call("POST", CrashLoad.STREAM + "/publish", "{\"event\":\"probe\",\"data\":0}");

    assertThat(ready().body()).contains(name()).contains("\"writes\":false");
    assertThat(refusal.statusCode()).isEqualTo(503);
    assertThat(refusal.headers().firstValue("retry-after")).isPresent();
    assertThat(client.call("GET", CrashLoad.STREAM + "/consume/probe", "").statusCode())
        .isEqualTo(503);
    startAgain();
    Patience.await("ready", () -> ready().statusCode() == 200);
  }

  @Test
  void goesOnWhileItsConnectionsAreCut() {
    Vertx vertx = Vertx.vertx();
    try {
      for (int cut = 0; cut < TERMINATIONS; cut++) {
        load.awaitPublishes(PROGRESS);
        load.suffer("cut", () -> Patience.await("a connection to cut", () -> cutOne(vertx) > 0));
      }
      finish(name() + ", connections cut " + TERMINATIONS + " times");
    } finally {
      vertx.close().await();
    }
  }

  /** Ends the load and checks what everybody was told and shown. */
  private void finish(String what) {
    Patience.await("ready", () -> ready().statusCode() == 200);
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
}
