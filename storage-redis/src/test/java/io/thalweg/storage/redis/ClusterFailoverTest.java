package io.thalweg.storage.redis;

import static io.thalweg.storage.redis.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.contract.SampleEvent;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.StorageHealth;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.thalweg.storage.redis.testing.LocalCluster;
import io.thalweg.storage.redis.testing.LocalRedis;
import io.vertx.core.Vertx;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A replica of a Redis Cluster becomes a master. */
@Timeout(120)
class ClusterFailoverTest {
  private static final StreamName ORDERS = new StreamName("orders");

  private Vertx vertx;
  private LocalCluster cluster;
  private LocalRedis replica;
  private RedisStorage storage;

  @BeforeEach
  void openByTheReplica() {
    vertx = Vertx.vertx();
    cluster = LocalCluster.start();
    replica = cluster.replicaOf(cluster.ownerOf(Keys.slotOf(ORDERS.value())));
    storage =
        TestRedis.storage(
            vertx, TestRedis.options(replica.uri(), "thalweg").put("poll_interval", "50ms"));
    storage.open().await();
    storage.createStream(ORDERS, StreamConfig.DEFAULT).await();
  }

  @AfterEach
  void close() {
    storage.close().await();
    vertx.close().await();
    replica.close();
    cluster.close();
  }

  @Test
  void goesOnWhenAMasterStepsDown() {
    long generation = storage.stream(ORDERS).await().generation();
    assertThat(write().isStored()).isTrue();

    cluster.promote(replica);

    assertThat(write().isStored()).isTrue();
    assertThat(storage.stream(ORDERS).await().head()).isEqualTo(2);
    assertThat(storage.stream(ORDERS).await().generation()).isEqualTo(generation);
    eventually("it is well", () -> storage.health().equals(StorageHealth.OK));
  }

  private WriteOutcome write() {
    StreamAppend event = StreamAppend.of(ORDERS, SampleEvent.batch(SampleEvent.of("a")));
    return storage.write(List.of(WriteBatch.of(event))).await().get(0);
  }
}
