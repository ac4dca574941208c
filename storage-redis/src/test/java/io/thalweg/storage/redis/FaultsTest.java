package io.thalweg.storage.redis;

import static io.thalweg.storage.redis.Eventually.eventually;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.thalweg.core.contract.IdLoad;
import io.thalweg.core.contract.SampleEvent;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.history.Verdict;
import io.thalweg.core.model.Durability;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.thalweg.core.spi.StorageHealth;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.storage.redis.testing.LocalRedis;
import io.thalweg.storage.redis.testing.RedisServers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is promised while Redis or its connections fail. Prints its figures. */
@Timeout(120)
class FaultsTest {
  private static final StreamName ORDERS = new StreamName("orders");
  private static final StreamConfig KEEP = new StreamConfig(3, 0, 0, 0, 3_600_000);

  /** How long each fault test goes on; the long variant for minutes. */
  private static final int ROUNDS = Boolean.getBoolean("thalweg.long") ? 50 : 2;

  private static final int KILLS = 40 * ROUNDS;

  /** More than a storage reads on unless it is told otherwise. */
  private static final int CONNECTIONS = 8;

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
  @Timeout(1_200)
  void neitherLosesNorDoublesWhenConnectionsAreKilled() throws Exception {
    List<RedisStorage> nodes = List.of(open(), open());
    nodes.get(0).createStream(ORDERS, KEEP).await();
    IdLoad load = new IdLoad(vertx, nodes, ORDERS).start(16);
    AtomicBoolean done = new AtomicBoolean();
    Future<Long> reader = vertx.executeBlocking(() -> readAlong(nodes.get(1), done));

    for (int kill = 0; kill < KILLS; kill++) {
      load.suffer("kill", () -> killOne(load));
    }

    Verdict verdict = load.stopAndCheck(nodes.get(1), "Redis, connections killed");
    done.set(true);
    assertThat(reader.await(20, SECONDS)).as("read along").isEqualTo(verdict.stored());
    assertThat(verdict.hits()).as("kills that hit a write").isPositive();
    assertThat(load.repeats()).as("found stored without an answer").isPositive();
    nodes.forEach(node -> node.close().await());
  }

  /** Follows the stream; a read may fail, but only as one that is to be tried again. */
  private static long readAlong(RedisStorage node, AtomicBoolean done) {
    long from = 0;
    while (true) {
      boolean last = done.get();
      try {
        ReadQuery query = new ReadQuery(ORDERS, from, EventFilter.ALL, 500, 1 << 20);
        ReadResult page = node.read(query).toCompletionStage().toCompletableFuture().join();
        EventCursor event = page.events().cursor();
        while (event.next()) {
          assertThat(event.offset()).isEqualTo(from++);
        }
        if (last && from == page.head()) {
          return from;
        }
      } catch (CompletionException failed) {
        assertThat(((StreamException) failed.getCause()).code()).isEqualTo(ErrorCode.UNAVAILABLE);
      }
    }
  }

  /** Any connection; writes go on when this returns. */
  private void killOne(IdLoad load) {
    int before = load.acknowledged();
    eventually("a connection to kill", () -> killAny(load.chances()) > 0);
    eventually("writes go on", () -> load.acknowledged() > before + 20);
  }

  private int killAny(Random random) {
    List<String> ids =
        say(Command.CLIENT, "LIST")
            .lines()
            .map(line -> line.substring("id=".length(), line.indexOf(' ')))
            .toList();
    String victim = ids.get(random.nextInt(ids.size()));
    return Integer.parseInt(say(Command.CLIENT, "KILL", "ID", victim));
  }

  @Test
  @Timeout(1_200)
  void losesNothingWhenTheServerIsRestartedOrKilled() throws Exception {
    RedisStorage storage = open();
    storage.createStream(ORDERS, KEEP).await();
    long generation = storage.stream(ORDERS).await().generation();
    IdLoad load = new IdLoad(vertx, List.of(storage), ORDERS).start(8);

    for (int round = 0; round < ROUNDS; round++) {
      outage(load, storage, server::kill);
      outage(load, storage, server::stop);
    }

    Verdict verdict = load.stopAndCheck(storage, "Redis killed and restarted");
    assertThat(verdict.hits()).as("outages that hit a write").isEqualTo(2 * ROUNDS);
    assertThat(storage.stream(ORDERS).await().generation()).isEqualTo(generation);
    storage.close().await();
  }

  private void outage(IdLoad load, RedisStorage storage, Runnable fault) {
    int before = load.acknowledged();
    eventually("writes go on", () -> load.acknowledged() > before + 50);
    load.suffer(
        "outage",
        () -> {
          fault.run();
          eventually("the loss is seen", () -> !storage.health().reads());
          assertThat(storage.health().detail()).contains("127.0.0.1").contains("start it");
          server.startServer();
          int down = load.acknowledged();
          eventually("writes come back", () -> load.acknowledged() > down);
          eventually("health comes back", () -> storage.health().equals(StorageHealth.OK));
          eventually("every connection comes back", () -> answersOnEach(storage));
        });
  }

  /** A connection that found the server still loading is not tried again at once. */
  private static boolean answersOnEach(RedisStorage storage) {
    return IntStream.range(0, 2 * CONNECTIONS)
        .allMatch(i -> storage.stream(ORDERS).otherwiseEmpty().await() != null);
  }

  @Test
  @Timeout(1_200)
  void doesNotMindThatTheScriptsAreFlushed() throws Exception {
    List<RedisStorage> nodes = List.of(open(), open());
    nodes.get(0).createStream(ORDERS, KEEP).await();
    IdLoad load = new IdLoad(vertx, nodes, ORDERS).start(8);

    for (int i = 0; i < 20 * ROUNDS; i++) {
      load.suffer("flush", () -> flushScripts(load));
    }

    load.stopAndCheck(nodes.get(1), "Redis, scripts flushed");
    assertThat(load.failures()).as("calls failed, the last %s", load.lastFailure()).isZero();
    nodes.forEach(node -> node.close().await());
  }

  private void flushScripts(IdLoad load) {
    int before = load.acknowledged();
    say(Command.SCRIPT, "FLUSH");
    eventually("writes go on", () -> load.acknowledged() > before + 20);
  }

  @Test
  void storesNothingWhenTheMemoryIsFullAndGoesOnAfterwards() throws Exception {
    RedisStorage storage = open();
    storage.createStream(ORDERS, KEEP).await();
    IdLoad load = new IdLoad(vertx, List.of(storage), ORDERS).start(4);
    eventually("writes go on", () -> load.acknowledged() > 50);

    load.suffer("full", () -> fillUp(load));

    Verdict verdict = load.stopAndCheck(storage, "Redis full");
    assertThat(verdict.hits()).as("writes were refused").isEqualTo(1);
    storage.close().await();
  }

  private void fillUp(IdLoad load) {
    say(Command.CONFIG, "SET", "maxmemory", "1mb");
    eventually("it is refused", () -> load.failures() > 20);
    assertThat(load.lastFailure()).hasMessageContaining("Raise maxmemory");
    int full = load.acknowledged();
    say(Command.CONFIG, "SET", "maxmemory", "0");
    eventually("writes come back", () -> load.acknowledged() > full + 50);
  }

  @Test
  void makesRoomByRetentionAndKeepsItsLeaseWhileTheMemoryIsFull() {
    RedisStorage storage = open();
    long generation = storage.createStream(ORDERS, KEEP).await().generation();
    WriteBatch write =
        WriteBatch.of(
            StreamAppend.of(ORDERS, SampleEvent.batch(SampleEvent.of("a"), SampleEvent.of("b"))));
    storage.write(List.of(write, write, write)).await();
    say(Command.CONFIG, "SET", "maxmemory", "1");
    assertThat(storage.write(List.of(write)).await().get(0).refusal().code())
        .isEqualTo(ErrorCode.STORAGE_FULL);

    storage.alterStream(ORDERS, generation, new StreamConfig(4, 0, 0, 2, 3_600_000)).await();
    storage.enforceRetention(0).await();

    assertThat(storage.stream(ORDERS).await().minOffset()).isEqualTo(4);
    assertThat(storage.lease("groups", "me", 60_000).await().isHeldBy("me")).isTrue();
    storage.close().await();
  }

  @Test
  void storesNothingWhileRedisCannotSaveAndGoesOnAfterwards() throws Exception {
    RedisStorage storage = open();
    storage.createStream(ORDERS, KEEP).await();
    IdLoad load = new IdLoad(vertx, List.of(storage), ORDERS).start(4);
    eventually("writes go on", () -> load.acknowledged() > 50);

    load.suffer("cannot save", () -> failToSave(load, storage));

    Verdict verdict = load.stopAndCheck(storage, "Redis, snapshots fail");
    assertThat(verdict.hits()).as("writes were refused").isEqualTo(1);
    storage.close().await();
  }

  private void failToSave(IdLoad load, RedisStorage storage) {
    server.preventSnapshots();
    say(Command.CONFIG, "SET", "save", "3600 1");
    say(Command.BGSAVE);
    eventually("it is refused", () -> load.failures() > 20);
    assertThat(load.lastFailure()).hasMessageContaining("MISCONF");
    assertThat(storage.health().writes()).isFalse();
    assertThat(storage.health().detail()).contains("MISCONF");
    assertThat(storage.stream(ORDERS).await().head()).as("reads go on").isPositive();
    int refused = load.acknowledged();
    server.allowSnapshots();
    say(Command.BGSAVE);
    eventually("writes come back", () -> load.acknowledged() > refused + 50);
    eventually("it is well again", () -> storage.health().equals(StorageHealth.OK));
  }

  @Test
  void storesOnceWhatTooFewReplicasHadAtFirst() throws Exception {
    try (LocalRedis replica = startReplica()) {
      RedisStorage storage = openReplicated();
      IdLoad load = new IdLoad(vertx, List.of(storage), ORDERS).start(4);
      eventually("writes go on", () -> load.acknowledged() > 50);

      load.suffer("replica killed", () -> loseReplica(load, replica));

      Verdict verdict = load.stopAndCheck(storage, "Redis, replica killed");
      assertThat(verdict.hits()).as("writes were not acknowledged").isEqualTo(1);
      assertThat(load.repeats()).as("found stored all the same").isPositive();
      storage.close().await();
    }
  }

  private void loseReplica(IdLoad load, LocalRedis replica) {
    replica.kill();
    eventually("it is missed", () -> load.failures() > 0);
    int alone = load.acknowledged();
    replica.startServer();
    eventually("writes come back", () -> load.acknowledged() > alone + 50);
  }

  @Test
  void callsAWriteUnknownThatTooFewReplicasHave() {
    try (LocalRedis replica = startReplica()) {
      RedisStorage storage = openReplicated();
      long generation = storage.stream(ORDERS).await().generation();
      WriteBatch write =
          WriteBatch.of(StreamAppend.of(ORDERS, SampleEvent.batch(SampleEvent.of("a"))));

      assertThat(storage.durability()).isEqualTo(Durability.REPLICATED);
      assertThat(storage.write(List.of(write)).await().get(0).isStored()).isTrue();
      replica.kill();

      lackReplicas(storage.write(List.of(write)));
      lackReplicas(storage.createStream(new StreamName("refunds"), KEEP));
      lackReplicas(storage.alterStream(ORDERS, generation, KEEP));
      lackReplicas(storage.deleteStream(ORDERS));
      assertThat(storage.health().writes()).isFalse();
      assertThat(storage.health().detail()).contains("only 0 of 1 replicas");
      storage.close().await();
    }
  }

  /** Starts one that the server does not let wait, in case that there are more. */
  private LocalRedis startReplica() {
    say(Command.CONFIG, "SET", "repl-diskless-sync-delay", "0");
    return LocalRedis.replicaOf(server);
  }

  /** Opens when the replica is there, and waits for it. */
  private RedisStorage openReplicated() {
    eventually(
        "the replica is there", () -> say(Command.INFO, "replication").contains("state=online"));
    RedisStorage storage = open(options().put("replicas", 1).put("replica_timeout", "1s"));
    storage.createStream(ORDERS, KEEP).await();
    return storage;
  }

  private static void lackReplicas(Future<?> change) {
    assertThatExceptionOfType(StreamException.class)
        .isThrownBy(change::await)
        .withMessageContaining("only 0 of 1 replicas");
  }

  @Test
  void isNotReadyForWritesWhileTheServerTakesNone() {
    RedisStorage storage = open();
    storage.createStream(ORDERS, KEEP).await();
    WriteBatch write =
        WriteBatch.of(StreamAppend.of(ORDERS, SampleEvent.batch(SampleEvent.of("a"))));

    for (String setting : List.of("min-replicas-to-write", "maxmemory")) {
      say(Command.CONFIG, "SET", setting, "1");
      assertThat(storage.write(List.of(write)).await().get(0).isStored()).as(setting).isFalse();
      assertThat(storage.health().reads()).isTrue();
      assertThat(storage.health().writes()).isFalse();
      assertThat(storage.health().detail()).contains("127.0.0.1", "takes no writes");

      say(Command.CONFIG, "SET", setting, "0");
      eventually("it is well again", () -> storage.health().equals(StorageHealth.OK));
    }
    storage.close().await();
  }

  @Test
  void tellsThatTheServerHangsAndSoonThatItAnswersAgain() {
    RedisStorage storage = open(options().put("reply_timeout", "500ms"));
    storage.createStream(ORDERS, KEEP).await();
    say(Command.CLIENT, "PAUSE", "5000", "ALL");

    eventually("it is told", () -> !storage.health().reads());
    eventually("it answers", () -> answers(storage));
    long answeredNanos = System.nanoTime();
    eventually("it is well again", () -> storage.health().equals(StorageHealth.OK));

    assertThat(NANOSECONDS.toMillis(System.nanoTime() - answeredNanos)).isLessThan(3_000);
    storage.close().await();
  }

  private static boolean answers(RedisStorage storage) {
    return storage.stream(ORDERS).map(true).otherwise(false).await();
  }

  private RedisStorage open() {
    return open(options());
  }

  private JsonObject options() {
    return TestRedis.options(server.uri(), "thalweg").put("poll_interval", "50ms");
  }

  private RedisStorage open(JsonObject options) {
    RedisStorage storage = TestRedis.storage(vertx, options);
    storage.open().await();
    return storage;
  }

  private String say(Command command, Object... arguments) {
    return RedisServers.say(vertx, server.uri(), command, arguments).toString();
  }
}
