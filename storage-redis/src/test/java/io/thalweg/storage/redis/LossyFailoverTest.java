package io.thalweg.storage.redis;

import static io.thalweg.storage.redis.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventFields;
import io.thalweg.core.spi.AppendResult;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.spi.GroupWrite;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.StorageSpi;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.thalweg.storage.redis.testing.LocalRedis;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server comes back, or another takes its place, without the last acknowledged events. */
@Timeout(60)
class LossyFailoverTest {
  private static final StreamName ORDERS = new StreamName("orders");
  private static final GroupName MAILER = new GroupName("mailer");

  private Vertx vertx;
  private LocalRedis server;

  @BeforeEach
  void startServer() {
    vertx = Vertx.vertx();
    server = LocalRedis.start();
  }

  @AfterEach
  void stopServer() {
    vertx.close().await();
    server.close();
  }

  @Test
  void raisesTheGenerationOfAStreamThatLostOffsets() {
    RedisStorage node = open("50ms");
    long generation = fillAndLose(node);

    onceItIsBack("it is noticed", () -> generation(node) > generation);

    assertThat(node.stream(ORDERS).await().head()).isEqualTo(10);
    assertThat(node.group(ORDERS, MAILER).await().committed()).isEqualTo(Map.of(0, 5L));
    onceItIsBack("it goes on behind what is left", () -> append(node, 1).offset(0) == 10);
    node.close().await();
  }

  @Test
  void raisesItBeforeItsNextWrite() {
    RedisStorage node = open("60s");
    long generation = fillAndLose(node);

    onceItIsBack("it writes again", () -> append(node, 1) != null);

    assertThat(generation(node)).isGreaterThan(generation);
    node.close().await();
  }

  @Test
  void raisesItWhenAReaderMeetsTheLoss() {
    RedisStorage node = open("60s");
    long generation = fillAndLose(node);
    ReadQuery query = new ReadQuery(ORDERS, 15, EventFilter.ALL, 10, 1_000);

    onceItIsBack("it reads again", () -> node.read(query).await().generation() > generation);
    node.close().await();
  }

  @Test
  void noticesALossThatOthersHaveWrittenOver() {
    RedisStorage away = open("60s");
    long generation = fillAndLose(away);
    RedisStorage other = open("60s");
    append(other, 50);
    assertThat(generation(other)).isEqualTo(generation);

    onceItIsBack("it writes again", () -> append(away, 1) != null);

    assertThat(generation(other)).isGreaterThan(generation);
    WriteOutcome zombie = write(away, GroupWrite.commit(ORDERS, MAILER, 0, Map.of(0, 18L)));
    assertThat(zombie.refusal().code()).isEqualTo(ErrorCode.FENCED);
    assertThat(other.group(ORDERS, MAILER).await().committed()).isEqualTo(Map.of(0, 5L));
    away.close().await();
    other.close().await();
  }

  @Test
  void leavesTheGenerationWhereNothingWasLost() {
    RedisStorage node = open("50ms");
    node.createStream(ORDERS, StreamConfig.DEFAULT).await();
    append(node, 10);
    long generation = generation(node);
    server.kill();
    server.startServer();

    onceItIsBack("it writes again", () -> append(node, 1) != null);

    assertThat(generation(node)).isEqualTo(generation);
    node.close().await();
  }

  @Test
  void knowsWhatItDeliveredAlthoughOthersWroteIt() {
    RedisStorage reader = open("60s");
    RedisStorage writer = open("60s");
    ReadQuery query = new ReadQuery(ORDERS, 0, EventFilter.ALL, 100, 100_000);
    long generation =
        fillAndLose(
            writer,
            () -> {
              assertThat(reader.read(query).await().next()).isEqualTo(20);
              writer.close().await();
            });

    onceItIsBack("it reads again", () -> reader.read(query).await().next() == 10);

    assertThat(generation(reader)).isGreaterThan(generation);
    reader.close().await();
  }

  /** Ten events are kept, and ten more acknowledged and lost. */
  private long fillAndLose(RedisStorage node) {
    return fillAndLose(node, () -> {});
  }

  private long fillAndLose(RedisStorage node, Runnable beforeTheLoss) {
    node.createStream(ORDERS, StreamConfig.DEFAULT).await();
    append(node, 10);
    write(node, GroupWrite.create(ORDERS, MAILER, Buffer.buffer("state"), Map.of(0, 5L)));
    long generation = generation(node);
    server.rememberData();
    append(node, 10);
    write(node, GroupWrite.commit(ORDERS, MAILER, 0, Map.of(0, 18L)));
    beforeTheLoss.run();
    server.kill();
    server.bringBackData();
    server.startServer();
    return generation;
  }

  private static WriteOutcome write(RedisStorage node, GroupWrite group) {
    return node.write(List.of(WriteBatch.of(group))).await().get(0);
  }

  private static void onceItIsBack(String what, BooleanSupplier condition) {
    eventually(
        what,
        () -> {
          try {
            return condition.getAsBoolean();
          } catch (StreamException away) {
            assertThat(away.code()).isEqualTo(ErrorCode.UNAVAILABLE);
            return false;
          }
        });
  }

  private static long generation(RedisStorage node) {
    return node.stream(ORDERS).await().generation();
  }

  private static AppendResult append(StorageSpi node, int count) {
    EventBatch.Builder events = EventBatch.builder(256);
    for (int i = 0; i < count; i++) {
      events.add(new EventFields().type("t").data("1"));
    }
    WriteBatch batch = WriteBatch.of(StreamAppend.of(ORDERS, events.build()));
    WriteOutcome outcome = node.write(List.of(batch)).await().get(0);
    if (!outcome.isStored()) {
      throw outcome.refusal();
    }
    return outcome.appends().get(0);
  }

  private RedisStorage open(String pollInterval) {
    RedisStorage storage =
        TestRedis.storage(
            vertx, TestRedis.options(server.uri(), "thalweg").put("poll_interval", pollInterval));
    storage.open().await();
    return storage;
  }
}
