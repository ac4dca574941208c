package io.thalweg.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.history.Verdict;
import io.vertx.core.Vertx;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The database goes away under a server that is at work, and comes back. Nobody is told a success
 * that is none, sockets stay, and everything goes on by itself.
 *
 * <p>{@code -Dthalweg.long=true} makes it long, {@code -Dthalweg.seed=…} gives faults after as many
 * publishes again.
 */
abstract class DatabaseFaults {
  private static final int PUBLISHES_MAX = 16;
  private static final int ROUNDS = Boolean.getBoolean("thalweg.long") ? 50 : 1;
  private static final int TERMINATIONS = 20 * ROUNDS;
  private static final int TERMINATIONS_MAX = 10 * TERMINATIONS;

  @TempDir Path folder;
  private final long seed = Long.getLong("thalweg.seed", System.nanoTime());
  private final Random random = new Random(seed);
  final Vertx vertx = Vertx.vertx();
  private EventSocket live;
  ServerProcess server;
  TestClient client;
  CrashLoad load;

  /** As its messages call it. */
  abstract String name();

  /** Starts a database of its own; returns what a server is started with on it. */
  abstract List<String> startDatabase();

  /** Starts it again. */
  abstract void startAgain(Vertx vertx);

  /**
   * Kills it.
   *
   * @param vertx to speak to it with before that
   */
  abstract void kill(Vertx vertx);

  abstract void stop();

  /** Whether {@link #kill} always leaves something stored that was not answered. */
  abstract boolean killComesBeforeAnAnswer();

  /** Ends the database for good. */
  abstract void closeDatabase();

  /** Cuts one of the server's connections, any one; returns how many were cut. */
  abstract int cutOne(Vertx vertx, Random random);

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
    vertx.close().await();
    closeDatabase();
  }

  @Test
  void goesOnAfterTheDatabaseWasKilledOrRestarted() {
    for (int round = 0; round < ROUNDS; round++) {
      outage(() -> kill(vertx));
      outage(this::stop);
    }

    Verdict verdict = finish(name() + " killed and restarted");
    assertThat(verdict.hits()).as("outages that hit a publish").isEqualTo(2 * ROUNDS);
    if (killComesBeforeAnAnswer()) {
      assertThat(load.repeats())
          .as("found stored without an answer")
          .isGreaterThanOrEqualTo(ROUNDS);
    }
  }

  private void outage(Runnable fault) {
    load.awaitPublishes(1 + random.nextInt(PUBLISHES_MAX));
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
    startAgain(vertx);
    Patience.await("ready", () -> ready().statusCode() == 200);
  }

  @Test
  void goesOnWhileItsConnectionsAreCut() {
    for (int cut = 0; cut < TERMINATIONS || hasHitNothing(cut); cut++) {
      load.awaitPublishes(1 + random.nextInt(PUBLISHES_MAX));
      load.suffer("cut", this::cutAny);
    }

    finish(name() + ", connections cut");
  }

  /** Most connections have nothing under way when they are cut. */
  private boolean hasHitNothing(int cut) {
    return load.retries() == 0 && cut < TERMINATIONS_MAX;
  }

  private void cutAny() {
    Patience.await("a connection to cut", () -> cutOne(vertx, random) > 0);
  }

  /** Ends the load and checks what everybody was told and shown. */
  private Verdict finish(String what) {
    Patience.await("ready", () -> ready().statusCode() == 200);
    load.awaitPublishes(PUBLISHES_MAX);
    load.finish();
    load.drain("at the end");
    Verdict verdict = load.expectKept(what, seed);
    int stored = verdict.stored();
    assertThat(live.take(stored))
        .as("what the socket was sent, which was open all the time")
        .extracting(event -> event.getLong("offset"))
        .containsExactlyElementsOf(LongStream.range(0, stored).boxed().toList());
    return verdict;
  }

  HttpResponse<String> ready() {
    return client.call("GET", "/health/ready", "");
  }
}
