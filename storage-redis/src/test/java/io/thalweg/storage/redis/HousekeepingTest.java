package io.thalweg.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.thalweg.core.contract.IdLoad;
import io.thalweg.core.contract.SampleEvent;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.storage.redis.testing.RedisServers;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HousekeepingTest {
  private final String prefix = RedisServers.freshPrefix();
  private Vertx vertx;
  private RedisStorage storage;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    storage = TestRedis.storage(vertx, prefix);
    storage.open().await();
  }

  @AfterEach
  void close() {
    storage.close().await();
    vertx.close().await();
  }

  @Test
  void goesOnBehindAStreamThatFailsAndSaysSoAtTheEnd() {
    StreamName broken = filled("a", 10);
    StreamName sound = filled("b", 10);
    String hash = prefix + ":{" + broken + "}:stream";
    RedisServers.say(vertx, RedisServers.uri(), Command.HSET, hash, "retention_events", "x");

    assertThatExceptionOfType(StreamException.class)
        .isThrownBy(() -> storage.enforceRetention(0).await());

    assertThat(storage.stream(sound).await().minOffset()).isEqualTo(7);
  }

  @Test
  void removesMoreThanASliceWhileWritersGoOn() throws Exception {
    StreamName large = filled("a", 12_000);
    append(large, 12_000);
    StreamName busy = new StreamName("b");
    storage.createStream(busy, new StreamConfig(3, 0, 0, 0, 3_600_000)).await();
    IdLoad load = new IdLoad(vertx, List.of(storage), busy).start(4);

    storage.enforceRetention(0).await();

    assertThat(storage.stream(large).await().minOffset()).isEqualTo(23_997);
    assertThat(entries(large)).isEqualTo("3");
    load.stopAndCheck(storage, "Redis, events retired");
    assertThat(load.failures()).isZero();
    append(large, 1);
    assertThat(storage.stream(large).await().head()).isEqualTo(24_001);
  }

  private StreamName filled(String text, int events) {
    StreamName name = new StreamName(text);
    storage.createStream(name, new StreamConfig(1, 0, 0, 3, 0)).await();
    append(name, events);
    return name;
  }

  private void append(StreamName name, int events) {
    StreamAppend append =
        StreamAppend.of(name, SampleEvent.batch(Collections.nCopies(events, SampleEvent.of("t"))));
    storage.write(List.of(WriteBatch.of(append))).await();
  }

  private String entries(StreamName name) {
    String key = prefix + ":{" + name + "}:events:0";
    return RedisServers.say(vertx, RedisServers.uri(), Command.XLEN, key).toString();
  }
}
