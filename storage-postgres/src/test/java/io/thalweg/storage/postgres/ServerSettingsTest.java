package io.thalweg.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.contract.IdLoad;
import io.thalweg.core.contract.SampleEvent;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.Durability;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.StorageHealth;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.thalweg.storage.postgres.testing.LocalPostgres;
import io.thalweg.storage.postgres.testing.PostgresServers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Settings and rights that change while a node works, and what it says of them. */
@Timeout(60)
class ServerSettingsTest {
  private static final StreamName ORDERS = new StreamName("orders");
  private static final StreamConfig KEEP = new StreamConfig(3, 0, 0, 0, 3_600_000);
  private static final String WAITING = "FROM pg_stat_activity WHERE wait_event = 'SyncRep'";
  private static LocalPostgres server;

  private Vertx vertx;
  private String schema;
  private PostgresStorage storage;

  @BeforeAll
  static void startServer() {
    server = LocalPostgres.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    schema = PostgresServers.freshSchema();
    sql("CREATE ROLE " + schema + " LOGIN");
    sql("CREATE SCHEMA " + schema + " AUTHORIZATION " + schema);
    storage = node();
    storage.createStream(ORDERS, KEEP).await();
  }

  @AfterEach
  void close() {
    // Whatever a test that failed has left.
    set("synchronous_standby_names", "");
    set("default_transaction_read_only", "off");
    storage.close().await();
    vertx.close().await();
  }

  @Test
  void labelsTheDurabilityThatTheServerIsSetTo() {
    assertThat(storage.durability()).isEqualTo(Durability.FSYNC);

    set("fsync", "off");
    eventually("the label follows", () -> storage.durability() == Durability.OS);
    set("fsync", "on");
    eventually("the label comes back", () -> storage.durability() == Durability.FSYNC);
    set("synchronous_standby_names", "nobody");
    eventually("the label follows", () -> storage.durability() == Durability.REPLICATED);
    set("synchronous_standby_names", "");
    eventually("the label comes back", () -> storage.durability() == Durability.FSYNC);
  }

  @Test
  void callsNothingDurableWhoseWaitForAStandbyWasCutShort() {
    set("synchronous_standby_names", "nobody");
    eventually("the label follows", () -> storage.durability() == Durability.REPLICATED);

    isUnknown(write(storage));
    isUnknown(storage.createStream(new StreamName("refunds"), KEEP));
    isUnknown(storage.alterStream(ORDERS, generation(), new StreamConfig(4, 0, 0, 0, 1)));
    isUnknown(storage.deleteStream(ORDERS));

    set("synchronous_standby_names", "");
    eventually("it is well again", () -> storage.health().equals(StorageHealth.OK));
  }

  private void isUnknown(Future<?> change) {
    eventually("it is cut short", () -> cutShort() && change.isComplete());

    assertThat(change.failed()).isTrue();
    assertThat(change.cause()).isInstanceOf(StreamException.class).hasMessageContaining("warned");
  }

  private boolean cutShort() {
    return sql("SELECT pg_cancel_backend(pid) " + WAITING) >= 0;
  }

  private long generation() {
    return storage.stream(ORDERS).await().generation();
  }

  @Test
  void isNotReadyForWritesWhileAStandbyKeepsThemWaiting() {
    set("synchronous_standby_names", "nobody");
    eventually("the label follows", () -> storage.durability() == Durability.REPLICATED);
    isUnknown(write(storage));

    eventually("a probe waits for the standby", () -> sql("SELECT " + WAITING) == 1);
    assertThat(storage.health().reads()).isTrue();
    assertThat(storage.health().writes()).isFalse();

    set("synchronous_standby_names", "");
    eventually("it is well again", () -> storage.health().equals(StorageHealth.OK));
  }

  @Test
  void isNotReadyForWritesWhileTheServerIsReadOnly() {
    set("default_transaction_read_only", "on");

    eventually("it is told", () -> !storage.health().writes());
    assertThat(storage.health().reads()).isTrue();
    assertThat(storage.health().detail()).contains("127.0.0.1", "read-only");
    assertThat(write(storage).transform(ended -> Future.succeededFuture(ended.failed())).await())
        .isTrue();
    assertThat(storage.stream(ORDERS).await().head()).isZero();

    set("default_transaction_read_only", "off");
    eventually("it is well again", () -> storage.health().equals(StorageHealth.OK));
    assertThat(write(storage).await().get(0).isStored()).isTrue();
  }

  @Test
  void isNotReadyForWritesWhileTheUserMayNotWrite() {
    sql("REVOKE INSERT ON " + schema + ".event FROM " + schema);
    StreamException refused = (StreamException) failure(write(storage));

    assertThat(refused.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(storage.health().writes()).isFalse();
    assertThat(storage.health().detail()).contains("right", "event");

    sql("GRANT INSERT ON " + schema + ".event TO " + schema);
    eventually("it is well again", () -> storage.health().equals(StorageHealth.OK));
  }

  @Test
  void doesNotMindTheIsolationThatTheUserHasByDefault() throws Exception {
    sql("ALTER ROLE " + schema + " SET default_transaction_isolation = 'repeatable read'");
    List<PostgresStorage> nodes = List.of(node(), node());
    IdLoad load = new IdLoad(vertx, nodes, ORDERS).start(8);

    eventually("they contend", () -> load.acknowledged() > 1_000 || load.failures() > 0);

    load.stopAndCheck(nodes.get(0), "PostgreSQL, another isolation by default");
    assertThat(load.failures()).isZero();
    nodes.forEach(node -> node.close().await());
  }

  private PostgresStorage node() {
    String uri = server.uri().replace("postgres@", schema + "@");
    JsonObject options = new JsonObject().put("uri", uri).put("schema", schema);
    PostgresStorage node = new PostgresStorage(vertx, PostgresOptions.from(options));
    node.open().await();
    return node;
  }

  private static Future<List<WriteOutcome>> write(PostgresStorage storage) {
    StreamAppend append = StreamAppend.of(ORDERS, SampleEvent.batch(SampleEvent.of("a")));
    return storage.write(List.of(WriteBatch.of(append)));
  }

  private static Throwable failure(Future<?> failing) {
    return failing.transform(ended -> Future.succeededFuture(ended.cause())).await();
  }

  private void set(String setting, String value) {
    sql("ALTER SYSTEM SET " + setting + " = '" + value + "'");
    sql("SELECT pg_reload_conf()");
  }

  /** Runs a statement that may write whatever the server is set to; returns the rows. */
  private int sql(String statement) {
    return PostgresServers.sql(vertx, server.uri(), statement).size();
  }

  private static void eventually(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("%s, in time", what).isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }
}
