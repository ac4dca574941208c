package io.thalweg.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventFields;
import io.thalweg.core.spi.StorageHealth;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.thalweg.storage.postgres.testing.PostgresServers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A connection that falls silent right after it was made holds nobody up for long. */
@Timeout(60)
class StalledConnectionTest {
  private static final StreamName ORDERS = new StreamName("orders");

  private final Vertx vertx = Vertx.vertx();
  private StallingProxy proxy;

  @BeforeEach
  void startProxy() {
    proxy = new StallingProxy(vertx);
  }

  @AfterEach
  void stopVertx() {
    vertx.close().await();
  }

  @Test
  void triesAnewWhenAConnectionStalls() {
    PostgresStorage storage = open("500ms");
    proxy.stall();
    eventually("both sessions stall", () -> !isStored(write(storage)) && proxy.stalled() >= 2);
    assertThat(storage.health().writes()).isFalse();

    proxy.letThrough();

    eventually("writes come back", () -> isStored(write(storage)));
    eventually("the feed comes back", () -> storage.health().equals(StorageHealth.OK));
    storage.close().await();
  }

  @Test
  void closesWhileAConnectionStalls() throws Exception {
    PostgresStorage storage = open("60s");
    proxy.stall();
    eventually("both sessions stall", () -> proxy.stalled() >= 2);
    Future<List<WriteOutcome>> waiting = write(storage);

    storage.close().await(10, TimeUnit.SECONDS);

    assertThat(waiting.failed()).isTrue();
  }

  private PostgresStorage open(String connectTimeout) {
    JsonObject options =
        TestPostgres.options(PostgresServers.freshSchema())
            .put("uri", proxy.uri())
            .put("connect_timeout", connectTimeout);
    PostgresStorage storage = new PostgresStorage(vertx, PostgresOptions.from(options));
    storage.open().await();
    storage.createStream(ORDERS, new StreamConfig(1, 0, 0, 0, 0)).await();
    assertThat(isStored(write(storage))).isTrue();
    return storage;
  }

  private static Future<List<WriteOutcome>> write(PostgresStorage storage) {
    EventBatch one = EventBatch.of(new EventFields().type("t").data("1"));
    return storage.write(List.of(WriteBatch.of(StreamAppend.of(ORDERS, one))));
  }

  private static boolean isStored(Future<List<WriteOutcome>> write) {
    return write.map(outcomes -> outcomes.get(0).isStored()).otherwise(false).await();
  }

  private static void eventually(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("%s, in time", what).isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }
}
