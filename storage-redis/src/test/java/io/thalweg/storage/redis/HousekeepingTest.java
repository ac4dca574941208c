package io.thalweg.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
    StreamName broken = filled("a");
    StreamName sound = filled("b");
    String hash = prefix + ":{" + broken + "}:stream";
    RedisServers.say(vertx, RedisServers.uri(), Command.HSET, hash, "retention_events", "x");

    assertThatExceptionOfType(StreamException.class)
        .isThrownBy(() -> storage.enforceRetention(0).await());

    assertThat(storage.stream(sound).await().minOffset()).isEqualTo(7);
  }

  private StreamName filled(String text) {
    StreamName name = new StreamName(text);
    storage.createStream(name, new StreamConfig(1, 0, 0, 3, 0)).await();
    StreamAppend events =
        StreamAppend.of(name, SampleEvent.batch(Collections.nCopies(10, SampleEvent.of("t"))));
    storage.write(List.of(WriteBatch.of(events))).await();
    return name;
  }
}
