package io.thalweg.storage.redis;

import static io.thalweg.storage.redis.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.thalweg.core.contract.SampleEvent;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.Durability;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.StorageHealth;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.storage.redis.testing.LocalRedis;
import io.thalweg.storage.redis.testing.RedisServers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which servers are good enough, and what is said of those that are not. */
@Timeout(60)
class OpeningTest {
  private static final StreamName ORDERS = new StreamName("orders");
  private static final int BURST = 64;

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
  void refusesAServerThatKeepsNoFileUnlessThatIsAccepted() {
    try (LocalRedis server = LocalRedis.start("--appendonly", "no")) {
      refuses("set appendonly yes", options(server));

      RedisStorage storage = open(options(server).put("allow_volatile", true));

      assertThat(storage.durability()).isEqualTo(Durability.MEMORY);
      storage.close().await();
    }
  }

  @Test
  void refusesAServerThatMayEvict() {
    try (LocalRedis server =
        LocalRedis.start("--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru")) {
      refuses("set maxmemory-policy noeviction", options(server));
    }
  }

  @Test
  void noticesAServerThatBecomesDangerous() {
    try (LocalRedis server = LocalRedis.start("--maxmemory", "100mb")) {
      RedisStorage storage = open(options(server).put("poll_interval", "50ms"));
      config(server, "maxmemory-policy", "allkeys-lru");

      eventually("it is told", () -> storage.health().detail().contains("noeviction"));
      assertThat(storage.health().writes()).isFalse();

      config(server, "maxmemory-policy", "noeviction");
      eventually("it is well again", () -> storage.health().equals(StorageHealth.OK));
      storage.close().await();
    }
  }

  @Test
  void servesReadersOfAServerThatWasFullBefore() {
    try (LocalRedis server = LocalRedis.start()) {
      RedisStorage before = open(options(server));
      before.createStream(ORDERS, StreamConfig.DEFAULT).await();
      before.write(List.of(event())).await();
      before.close().await();
      config(server, "maxmemory", "1");

      RedisStorage storage = open(options(server).put("poll_interval", "50ms"));

      assertThat(storage.health().writes()).isFalse();
      assertThat(storage.health().detail()).contains("Raise maxmemory");
      ReadQuery query = new ReadQuery(ORDERS, 0, EventFilter.ALL, 10, 1_000);
      assertThat(storage.read(query).await().events().count()).isEqualTo(1);
      assertThat(storage.write(List.of(event())).await().get(0).refusal().code())
          .isEqualTo(ErrorCode.STORAGE_FULL);
      config(server, "maxmemory", "0");
      eventually("it is well again", () -> storage.health().equals(StorageHealth.OK));
      assertThat(storage.write(List.of(event())).await().get(0).isStored()).isTrue();
      storage.close().await();
    }
  }

  private static WriteBatch event() {
    return WriteBatch.of(StreamAppend.of(ORDERS, SampleEvent.batch(SampleEvent.of("a"))));
  }

  @Test
  void refusesAServerThatIsFullBeforeItsFirstUse() {
    try (LocalRedis server = LocalRedis.start()) {
      config(server, "maxmemory", "1");

      refuses("OOM", options(server));
    }
  }

  @Test
  void labelsTheDurabilityThatTheServerIsSetTo() {
    try (LocalRedis server = LocalRedis.start()) {
      RedisStorage storage = open(options(server).put("poll_interval", "50ms"));
      assertThat(storage.durability()).isEqualTo(Durability.FSYNC);

      config(server, "appendfsync", "everysec");

      eventually("the label follows", () -> storage.durability() == Durability.OS);

      config(server, "appendfsync", "always");
      eventually("the label comes back", () -> storage.durability() == Durability.FSYNC);

      config(server, "no-appendfsync-on-rewrite", "yes");
      eventually("the label follows", () -> storage.durability() == Durability.OS);
      storage.close().await();
    }
  }

  @Test
  void countsReplicasOnlyOnTopOfTheMastersOwnDisk() {
    try (LocalRedis server = LocalRedis.start()) {
      RedisStorage storage =
          open(
              options(server)
                  .put("poll_interval", "50ms")
                  .put("replicas", 1)
                  .put("allow_volatile", true));
      assertThat(storage.durability()).isEqualTo(Durability.REPLICATED);

      config(server, "appendfsync", "everysec");
      eventually("the label follows", () -> storage.durability() == Durability.OS);

      config(server, "appendonly", "no");
      eventually("the label follows", () -> storage.durability() == Durability.MEMORY);
      storage.close().await();
    }
  }

  @Test
  void takesNoWritesOnceTheServerKeepsNoFile() {
    try (LocalRedis server = LocalRedis.start()) {
      RedisStorage storage = open(options(server).put("poll_interval", "50ms"));
      storage.createStream(ORDERS, new StreamConfig(1, 0, 0, 0, 0)).await();
      eventually("a burst is stored", () -> refusals(storage).isEmpty());

      config(server, "appendonly", "no");

      // Alone it would go by the script, as part of a burst by a transaction.
      eventually("all of a burst is refused", () -> refusals(storage).size() == BURST);
      assertThat(refusals(storage)).allMatch(why -> why.contains("keeps no append-only file"));

      config(server, "appendonly", "yes");
      eventually("a burst is stored", () -> refusals(storage).isEmpty());
      storage.close().await();
    }
  }

  /** Why writes of a burst were not stored. */
  private static List<String> refusals(RedisStorage storage) {
    List<Future<StreamException>> burst = new ArrayList<>();
    for (int i = 0; i < BURST; i++) {
      StreamAppend append = StreamAppend.of(ORDERS, SampleEvent.batch(SampleEvent.of("e")));
      burst.add(
          storage
              .write(List.of(WriteBatch.of(append)))
              .map(outcomes -> outcomes.get(0).refusal())
              .otherwise(StreamException::from));
    }
    return burst.stream()
        .map(each -> each.await())
        .filter(Objects::nonNull)
        .map(Throwable::getMessage)
        .toList();
  }

  @Test
  void needsTheRightPassword() {
    try (LocalRedis server = LocalRedis.start("--requirepass", "s3cret")) {
      refuses("Correct user and password", options(server));
      refuses("Correct user and password", options(server).put("password", "wr0ng"));

      open(options(server).put("password", "s3cret")).close().await();
      String uri = server.uri().replace("redis://", "redis://default:s3cret@");
      open(TestRedis.options(uri, "thalweg")).close().await();
    }
  }

  @Test
  void refusesAReplica() {
    try (LocalRedis master = LocalRedis.start();
        LocalRedis replica = LocalRedis.replicaOf(master)) {
      refuses("put the master into the uri", options(replica));
    }
  }

  @Test
  void saysWhereItFoundNobody() {
    refuses("start it", TestRedis.options("redis://127.0.0.1:1/0", "thalweg"));
  }

  @Test
  void refusesKeysThatWereLaidOutOtherwise() {
    JsonObject options = TestRedis.options(RedisServers.uri(), RedisServers.freshPrefix());
    open(options).close().await();

    refuses("set it so", options.copy().put("slot_by", "all"));

    RedisServers.say(
        vertx,
        RedisServers.uri(),
        Command.HSET,
        options.getString("key_prefix") + ":layout",
        "format",
        "2");
    refuses("upgrade it", options);
  }

  private static JsonObject options(LocalRedis server) {
    return TestRedis.options(server.uri(), "thalweg");
  }

  private RedisStorage open(JsonObject options) {
    RedisStorage storage = TestRedis.storage(vertx, options);
    storage.open().await();
    return storage;
  }

  private void config(LocalRedis server, String key, String value) {
    RedisServers.say(vertx, server.uri(), Command.CONFIG, "SET", key, value);
  }

  private void refuses(String advice, JsonObject options) {
    RedisStorage storage = TestRedis.storage(vertx, options);
    assertThatExceptionOfType(StreamException.class)
        .isThrownBy(() -> storage.open().await())
        .withMessageContaining(advice)
        .withMessageNotContainingAny("s3cret", "wr0ng");
    storage.close().await();
  }
}
