package io.thalweg.storage.redis;

import static io.thalweg.storage.redis.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.contract.IdLoad;
import io.thalweg.core.contract.SampleEvent;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.history.Verdict;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.thalweg.storage.redis.testing.LocalCluster;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A Redis Cluster of three masters. */
@Timeout(120)
class ClusterTest {
  private static final StreamName ORDERS = new StreamName("orders");
  private static final StreamConfig KEEP = new StreamConfig(3, 0, 0, 0, 3_600_000);
  private static final int MOVES = Boolean.getBoolean("thalweg.long") ? 250 : 10;

  private static LocalCluster cluster;

  private String prefix;
  private Vertx vertx;

  @BeforeAll
  static void startCluster() {
    cluster = LocalCluster.start();
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @BeforeEach
  void startVertx() {
    prefix = "test" + System.nanoTime();
    vertx = Vertx.vertx();
  }

  @AfterEach
  void stopVertx() {
    vertx.close().await();
  }

  @Test
  void spreadsStreamsOverTheMasters() {
    RedisStorage storage = open("stream");
    List<StreamName> names =
        IntStream.range(0, 30).mapToObj(i -> new StreamName("stream-" + i)).toList();
    names.forEach(name -> storage.createStream(name, KEEP).await());

    List<WriteOutcome> outcomes =
        storage.write(names.stream().map(name -> append(name, name.value())).toList()).await();

    assertThat(outcomes).allMatch(WriteOutcome::isStored);
    assertThat(storage.streams("", "", 100).await()).hasSameElementsAs(names);
    for (StreamName name : names) {
      ReadResult page = storage.read(new ReadQuery(name, 0, EventFilter.ALL, 10, 1_000)).await();
      assertThat(page.events().count()).isEqualTo(1);
    }
    assertThat(names.stream().map(name -> cluster.ownerOf(Keys.slotOf(name.value()))).distinct())
        .hasSize(3);
    storage.close().await();
  }

  @Test
  void refusesAWriteOverSeveralSlotsAndDoesTheOthers() {
    RedisStorage storage = open("stream");
    StreamName refunds = new StreamName("refunds");
    storage.createStream(ORDERS, KEEP).await();
    storage.createStream(refunds, KEEP).await();
    WriteBatch both =
        new WriteBatch(
            List.of(
                StreamAppend.of(ORDERS, SampleEvent.batch(SampleEvent.of("a"))),
                StreamAppend.of(refunds, SampleEvent.batch(SampleEvent.of("b")))),
            List.of());

    List<WriteOutcome> outcomes = storage.write(List.of(both, append(ORDERS, "c"))).await();

    assertThat(outcomes.get(0).refusal().code()).isEqualTo(ErrorCode.CONFLICT);
    assertThat(outcomes.get(0).refusal()).hasMessageContaining("slot_by");
    assertThat(outcomes.get(1).isStored()).isTrue();
    assertThat(storage.stream(ORDERS).await().head()).isEqualTo(1);
    assertThat(storage.stream(refunds).await().head()).isZero();
    storage.close().await();
  }

  @Test
  void storesTogetherWhatSharesAPrefix() {
    RedisStorage storage = open("prefix");
    StreamName orders = new StreamName("billing.orders");
    StreamName refunds = new StreamName("billing.refunds");
    storage.createStream(orders, KEEP).await();
    storage.createStream(refunds, KEEP).await();
    WriteBatch both =
        new WriteBatch(
            List.of(
                StreamAppend.of(orders, SampleEvent.batch(SampleEvent.of("a"))),
                StreamAppend.of(refunds, SampleEvent.batch(SampleEvent.of("b")))),
            List.of());

    assertThat(storage.write(List.of(both)).await().get(0).isStored()).isTrue();
    storage.close().await();
  }

  @Test
  @Timeout(1_200)
  void hidesASlotThatMovesFromWritersAndReaders() throws Exception {
    List<RedisStorage> nodes = List.of(open("stream"), open("stream"));
    nodes.get(0).createStream(ORDERS, KEEP).await();
    IdLoad load = new IdLoad(vertx, nodes, ORDERS).start(8);
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService threads = Executors.newSingleThreadExecutor();
    Future<Long> reader = threads.submit(() -> readAlong(nodes.get(1), done));
    int slot = Keys.slotOf(ORDERS.value());

    for (int move = 0; move < MOVES; move++) {
      load.suffer("slot moved", () -> move(slot, load));
    }

    Verdict verdict = load.stopAndCheck(nodes.get(1), "Redis Cluster, slot moved");
    done.set(true);
    assertThat(reader.get(30, TimeUnit.SECONDS)).as("read along").isEqualTo(verdict.stored());
    threads.shutdown();
    assertThat(load.failures()).as("errors to writers, the last %s", load.lastFailure()).isZero();
    nodes.forEach(node -> node.close().await());
  }

  private static void move(int slot, IdLoad load) {
    int before = load.acknowledged();
    int from = cluster.ownerOf(slot);
    assertThat(cluster.move(slot, from, (from + 1) % 3)).as("keys that moved").isPositive();
    eventually("writes go on", () -> load.acknowledged() > before + 50);
  }

  /** Follows the stream without a failure or a hole; returns how many events it saw. */
  private static long readAlong(RedisStorage node, AtomicBoolean done) {
    long from = 0;
    while (true) {
      boolean last = done.get();
      ReadResult page =
          node.read(new ReadQuery(ORDERS, from, EventFilter.ALL, 500, 1 << 20)).await();
      var event = page.events().cursor();
      while (event.next()) {
        assertThat(event.offset()).isEqualTo(from++);
      }
      if (last && from == page.head()) {
        return from;
      }
    }
  }

  private static WriteBatch append(StreamName stream, String type) {
    return WriteBatch.of(StreamAppend.of(stream, SampleEvent.batch(SampleEvent.of(type))));
  }

  private RedisStorage open(String slotBy) {
    JsonObject options = TestRedis.options(cluster.uri(), prefix).put("slot_by", slotBy);
    RedisStorage storage = TestRedis.storage(vertx, options);
    storage.open().await();
    return storage;
  }
}
