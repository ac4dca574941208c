package io.thalweg.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.contract.IdLoad;
import io.thalweg.core.history.Verdict;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventFields;
import io.thalweg.core.spi.StorageHealth;
import io.thalweg.core.spi.StorageSpi;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.storage.postgres.testing.LocalPostgres;
import io.thalweg.storage.postgres.testing.PostgresServers;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgConnection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is promised while the database, its connections or a node fail. Prints its figures. */
@Timeout(120)
class FaultsTest {
  private static final StreamName ORDERS = new StreamName("orders");
  private static final StreamConfig KEEP = new StreamConfig(3, 0, 0, 0, 3_600_000);

  /** How long each fault test goes on; the long variant for minutes. */
  private static final int ROUNDS = Boolean.getBoolean("thalweg.long") ? 50 : 2;

  private static final int KILLS = 20 * ROUNDS;

  private Vertx vertx;

  @BeforeEach
  void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterEach
  void stopVertx() {
    vertx.close().await();
  }

  @Test
  @Timeout(1_200)
  void neitherLosesNorDoublesWhenConnectionsAreTerminated() throws Exception {
    String schema = PostgresServers.freshSchema();
    List<PostgresStorage> nodes =
        List.of(TestPostgres.storage(vertx, schema), TestPostgres.storage(vertx, schema));
    nodes.forEach(node -> node.open().await());
    nodes.get(0).createStream(ORDERS, KEEP).await();
    IdLoad load = new IdLoad(vertx, nodes, ORDERS).start(16);
    for (int kill = 0; kill < KILLS; kill++) {
      load.suffer("termination", () -> terminateOne(load, schema));
    }

    Verdict verdict = load.stopAndCheck(nodes.get(1), "PostgreSQL, connections terminated");
    assertThat(verdict.hits()).as("terminations that hit a write").isPositive();
    nodes.forEach(node -> node.close().await());
  }

  /** Any session; writes go on when this returns. */
  private void terminateOne(IdLoad load, String schema) {
    String any =
        "SELECT pg_terminate_backend((array_agg(pid ORDER BY backend_start))[1 + "
            + load.chances().nextInt(1 << 20)
            + " % count(*)]) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            + " AND position('"
            + schema
            + ".' in query) > 0 HAVING count(*) > 0";
    int before = load.acknowledged();
    eventually("a session to terminate", () -> PostgresServers.sql(vertx, any).size() > 0);
    eventually("writes go on", () -> load.acknowledged() > before + 20);
  }

  @Test
  @Timeout(1_200)
  void losesNothingWhenTheServerIsRestartedOrKilled() throws Exception {
    try (LocalPostgres server = LocalPostgres.start()) {
      PostgresStorage storage = open(server, new JsonObject());
      storage.createStream(ORDERS, KEEP).await();
      IdLoad load = new IdLoad(vertx, List.of(storage), ORDERS).start(8);

      long longestMs = 0;
      for (int round = 0; round < ROUNDS; round++) {
        longestMs = Math.max(longestMs, outage(load, storage, server, server::kill));
        longestMs = Math.max(longestMs, outage(load, storage, server, server::stop));
      }

      Verdict verdict =
          load.stopAndCheck(
              storage,
              "PostgreSQL killed and restarted, writes went on after " + longestMs + " ms at most");
      assertThat(verdict.hits()).as("outages that hit a write").isEqualTo(2 * ROUNDS);
      storage.close().await();
    }
  }

  /** How long it took, in milliseconds, until writes went on when the server was there again. */
  private static long outage(
      IdLoad load, PostgresStorage storage, LocalPostgres server, Runnable fault) {
    int before = load.acknowledged();
    eventually("writes go on", () -> load.acknowledged() > before + 50);
    AtomicLong tookNs = new AtomicLong();
    load.suffer(
        "outage",
        () -> {
          fault.run();
          eventually("the loss is seen", () -> !storage.health().writes());
          assertThat(storage.health().detail()).contains("PostgreSQL").contains("127.0.0.1");
          server.startServer();
          long readyNs = System.nanoTime();
          int down = load.acknowledged();
          eventually("writes come back", () -> load.acknowledged() > down);
          tookNs.set(System.nanoTime() - readyNs);
          eventually("health comes back", () -> storage.health().equals(StorageHealth.OK));
        });
    return TimeUnit.NANOSECONDS.toMillis(tookNs.get());
  }

  @Test
  void letsNobodyHoldAHeadForLong() throws Exception {
    String schema = PostgresServers.freshSchema();
    PostgresStorage storage = TestPostgres.storage(vertx, schema);
    storage.open().await();
    storage.createStream(ORDERS, KEEP).await();
    // As a node would hold it that was stopped in the middle, if it appended by several statements.
    PgConnection paused =
        new Connections(vertx, PostgresOptions.from(TestPostgres.options(schema)))
            .connect()
            .await();
    paused.query("BEGIN; SELECT * FROM " + schema + ".stream FOR UPDATE").execute().await();

    long startedNs = System.nanoTime();
    assertThat(write(storage).await(5, TimeUnit.SECONDS)).isTrue();
    long tookMs = (System.nanoTime() - startedNs) / 1_000_000;

    System.out.println("paused lock holder: another node's append took " + tookMs + " ms");
    assertThat(tookMs).isBetween(500L, 3_000L);
    storage.close().await();
  }

  @Test
  void failsInTimeWhileTheServerHangsAndGoesOnAfterwards() throws Exception {
    try (LocalPostgres server = LocalPostgres.start()) {
      PostgresStorage storage =
          open(
              server,
              new JsonObject()
                  .put("statement_timeout", "500ms")
                  .put("lock_timeout", "400ms")
                  .put("idle_in_transaction_timeout", "300ms")
                  .put("connect_timeout", "500ms"));
      storage.createStream(ORDERS, KEEP).await();
      IdLoad load = new IdLoad(vertx, List.of(storage), ORDERS).start(4);
      eventually("writes go on", () -> load.acknowledged() > 50);

      load.suffer("hang", () -> hang(load, storage, server));

      Verdict verdict = load.stopAndCheck(storage, "PostgreSQL hangs");
      assertThat(verdict.hits()).as("hangs that hit a write").isEqualTo(1);
      storage.close().await();
    }
  }

  private static void hang(IdLoad load, PostgresStorage storage, LocalPostgres server) {
    server.pause();
    eventually("the hang is seen", () -> !storage.health().writes());
    server.goOn();
    int hung = load.acknowledged();
    eventually("writes come back", () -> load.acknowledged() > hung + 20);
  }

  private PostgresStorage open(LocalPostgres server, JsonObject more) {
    JsonObject options = new JsonObject().put("uri", server.uri()).mergeIn(more);
    PostgresStorage storage = new PostgresStorage(vertx, PostgresOptions.from(options));
    storage.open().await();
    return storage;
  }

  private static io.vertx.core.Future<Boolean> write(StorageSpi storage) {
    EventBatch one = EventBatch.of(new EventFields().type("t").data("1"));
    return storage
        .write(List.of(WriteBatch.of(StreamAppend.of(ORDERS, one))))
        .map(outcomes -> outcomes.get(0).isStored());
  }

  private static void eventually(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("%s, in time", what).isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }
}
