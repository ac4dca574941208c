package io.thalweg.storage.redis;

import static io.thalweg.storage.redis.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.contract.IdLoad;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventFields;
import io.thalweg.core.spi.AppendResult;
import io.thalweg.core.spi.StorageSpi;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.storage.redis.testing.RedisServers;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nodes that share nothing but a key prefix. */
@Timeout(60)
class SeveralNodesTest {
  private static final StreamName ORDERS = new StreamName("orders");
  private static final StreamConfig KEEP = new StreamConfig(4, 0, 0, 0, 3_600_000);

  private final String prefix = RedisServers.freshPrefix();
  private Vertx vertx;
  private RedisStorage a;
  private RedisStorage b;

  @BeforeEach
  void openNodes() {
    vertx = Vertx.vertx();
    a = TestRedis.storage(vertx, prefix);
    b = TestRedis.storage(vertx, prefix);
    a.open().await();
    b.open().await();
    a.createStream(ORDERS, KEEP).await();
  }

  @AfterEach
  void closeNodes() {
    a.close().await();
    b.close().await();
    vertx.close().await();
  }

  @Test
  void givesDenseOffsetsToWritersOnBoth() throws Exception {
    IdLoad load = new IdLoad(vertx, List.of(a, b), ORDERS).start(16);

    eventually("both write", () -> load.acknowledged() > 2_000);

    load.stopAndCheck(b, "Redis, two nodes on one stream");
    assertThat(load.failures()).isZero();
  }

  @Test
  void recognizesOnOneNodeWhatTheOtherStored() {
    AppendResult first = append(a, "payment-1");

    AppendResult again = append(b, "payment-1");

    assertThat(again.repeat(0)).isTrue();
    assertThat(again.offset(0)).isEqualTo(first.offset(0));
    assertThat(again.timestamp(0)).isEqualTo(first.timestamp(0));
  }

  @Test
  void hearsSoonOfWhatTheOtherNodeStored() {
    AtomicLong heardNs = new AtomicLong();
    b.onStreamChange(stream -> heardNs.compareAndSet(0, System.nanoTime()));
    long[] tookNs = new long[51];

    for (int i = 0; i < tookNs.length; i++) {
      heardNs.set(0);
      append(a, "event-" + i);
      long storedNs = System.nanoTime();
      eventually("a notice", () -> heardNs.get() != 0);
      tookNs[i] = Math.max(0, heardNs.get() - storedNs);
    }

    Arrays.sort(tookNs);
    System.out.println(
        "Redis, notice on another node after the acknowledgement: median "
            + tookNs[tookNs.length / 2] / 1_000
            + " us, most "
            + tookNs[tookNs.length - 1] / 1_000
            + " us");
    assertThat(tookNs[tookNs.length / 2]).isLessThan(TimeUnit.MILLISECONDS.toNanos(50));
  }

  @Test
  void publishesNoHintsThatOnlyItselfWouldHear() {
    long before = published();
    append(a, "for both");
    assertThat(published()).isEqualTo(before + 1);

    b.close().await();
    eventually("one listens", () -> listeners() == 1);
    append(a, "for itself");
    assertThat(published()).isEqualTo(before + 1);
  }

  private long published() {
    return RedisServers.calls(vertx, RedisServers.uri(), "publish");
  }

  private long listeners() {
    return say(Command.PUBSUB, "NUMSUB", prefix + ":changes").get(1).toLong();
  }

  @Test
  void hearsOfEverythingWithoutHints() {
    Set<StreamName> heard = ConcurrentHashMap.newKeySet();
    b.onStreamChange(heard::add);

    // Done by no node of ours, so that nobody publishes a hint.
    say(Command.HINCRBY, prefix + ":{orders}:stream", "alterations", "1");

    eventually("it was heard", () -> heard.contains(ORDERS));
  }

  @Test
  void keepsPartitionsAsRedisStreamsThatPeopleCanRead() {
    StreamName shop = new StreamName("shop");
    a.createStream(shop, new StreamConfig(1, 0, 0, 0, 3_600_000)).await();
    EventBatch events =
        EventBatch.builder(256)
            .add(new EventFields().type("order.paid").data("{\"total\": 1.0}").id("o-1"))
            .add(
                new EventFields().type("order.sent").data("null").key("k").headers("{\"a\":\"b\"}"))
            .build();
    AppendResult stored =
        a.write(List.of(WriteBatch.of(StreamAppend.of(shop, events))))
            .await()
            .get(0)
            .appends()
            .get(0);

    long timestamp = stored.timestamp(0);
    assertThat(say(Command.XRANGE, prefix + ":{shop}:events:0", "-", "+").toString())
        .isEqualTo(
            "[[0-%1$d, [event, order.paid, data, {\"total\": 1.0}, id, o-1]], [1-%1$d, [event,"
                    .formatted(timestamp)
                + " order.sent, data, null, partition_key, k, headers, {\"a\":\"b\"}]]]");
    assertThat(say(Command.HGET, prefix + ":{shop}:stream", "head").toString()).isEqualTo("2");
    assertThat(say(Command.HGET, prefix + ":{shop}:ids", "o-1").toString())
        .isEqualTo("0-" + timestamp + "-0");
    assertThat(say(Command.ZRANGE, prefix + ":streams", "0", "-1").toString())
        .isEqualTo("[orders, shop]");
  }

  private Response say(Command command, Object... arguments) {
    return RedisServers.say(vertx, RedisServers.uri(), command, arguments);
  }

  private static AppendResult append(StorageSpi node, String id) {
    EventBatch one = EventBatch.of(new EventFields().type("t").data("1").id(id));
    return node.write(List.of(WriteBatch.of(StreamAppend.of(ORDERS, one))))
        .await()
        .get(0)
        .appends()
        .get(0);
  }
}
