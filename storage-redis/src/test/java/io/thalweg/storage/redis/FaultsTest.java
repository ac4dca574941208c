package io.thalweg.storage.redis;

import static io.thalweg.storage.redis.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.contract.IdLoad;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.StorageHealth;
import io.thalweg.storage.redis.testing.LocalRedis;
import io.thalweg.storage.redis.testing.RedisServers;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is promised while Redis or its connections fail. Prints its figures. */
@Timeout(120)
class FaultsTest {
  private static final StreamName ORDERS = new StreamName("orders");
  private static final StreamConfig KEEP = new StreamConfig(3, 0, 0, 0, 3_600_000);

  /** How long each fault test goes on; a nightly run gives it minutes. */
  private static final int ROUNDS = Integer.getInteger("thalweg.faults.rounds", 2);

  private static final int KILLS = 40 * ROUNDS;

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
  void neitherLosesNorDoublesWhenConnectionsAreKilled() throws Exception {
    List<RedisStorage> nodes = List.of(open(), open());
    nodes.get(0).createStream(ORDERS, KEEP).await();
    IdLoad load = new IdLoad(vertx, nodes, ORDERS).start(16);
    Random random = new Random(7);
    int killed = 0;

    while (killed < KILLS) {
      int before = load.acknowledged();
      killed += killOne(random);
      eventually("writes go on", () -> load.acknowledged() > before + 20);
    }

    System.out.println("CLIENT KILL: " + killed + ", " + load.stopAndCheck(nodes.get(1)));
    nodes.forEach(node -> node.close().await());
  }

  private int killOne(Random random) {
    List<String> ids =
        say(Command.CLIENT, "LIST")
            .lines()
            .map(line -> line.substring("id=".length(), line.indexOf(' ')))
            .toList();
    String victim = ids.get(random.nextInt(ids.size()));
    return Integer.parseInt(say(Command.CLIENT, "KILL", "ID", victim));
  }

  @Test
  void losesNothingWhenTheServerIsRestartedOrKilled() throws Exception {
    RedisStorage storage = open();
    storage.createStream(ORDERS, KEEP).await();
    long generation = storage.stream(ORDERS).await().generation();
    IdLoad load = new IdLoad(vertx, List.of(storage), ORDERS).start(8);

    for (int round = 0; round < 2 * ROUNDS; round++) {
      int before = load.acknowledged();
      eventually("writes go on", () -> load.acknowledged() > before + 50);
      if (round % 2 == 0) {
        server.kill();
      } else {
        server.stop();
      }
      eventually("the loss is seen", () -> !storage.health().writes());
      assertThat(storage.health().detail()).contains("127.0.0.1").contains("start it");
      server.startServer();
      int down = load.acknowledged();
      eventually("writes come back", () -> load.acknowledged() > down);
      eventually("health comes back", () -> storage.health().equals(StorageHealth.OK));
    }

    System.out.println(
        "Redis killed "
            + ROUNDS
            + " times, restarted "
            + ROUNDS
            + " times: "
            + load.stopAndCheck(storage));
    assertThat(storage.stream(ORDERS).await().generation()).isEqualTo(generation);
    storage.close().await();
  }

  @Test
  void doesNotMindThatTheScriptsAreFlushed() throws Exception {
    List<RedisStorage> nodes = List.of(open(), open());
    nodes.get(0).createStream(ORDERS, KEEP).await();
    IdLoad load = new IdLoad(vertx, nodes, ORDERS).start(8);

    for (int i = 0; i < 20 * ROUNDS; i++) {
      int before = load.acknowledged();
      say(Command.SCRIPT, "FLUSH");
      eventually("writes go on", () -> load.acknowledged() > before + 20);
    }

    System.out.println("SCRIPT FLUSH: " + 20 * ROUNDS + ", " + load.stopAndCheck(nodes.get(1)));
    assertThat(load.failures()).as("calls failed, the last %s", load.lastFailure()).isZero();
    nodes.forEach(node -> node.close().await());
  }

  @Test
  void storesNothingWhenTheMemoryIsFullAndGoesOnAfterwards() throws Exception {
    RedisStorage storage = open();
    storage.createStream(ORDERS, KEEP).await();
    IdLoad load = new IdLoad(vertx, List.of(storage), ORDERS).start(4);
    eventually("writes go on", () -> load.acknowledged() > 50);

    say(Command.CONFIG, "SET", "maxmemory", "1mb");
    eventually("it is refused", () -> load.failures() > 20);
    String refusal = load.lastFailure().getMessage();
    int full = load.acknowledged();
    say(Command.CONFIG, "SET", "maxmemory", "0");
    eventually("writes come back", () -> load.acknowledged() > full + 50);

    System.out.println("Redis full: " + load.stopAndCheck(storage));
    assertThat(refusal).contains("Raise maxmemory");
    storage.close().await();
  }

  private RedisStorage open() {
    JsonObject options = TestRedis.options(server.uri(), "thalweg").put("poll_interval", "50ms");
    RedisStorage storage = TestRedis.storage(vertx, options);
    storage.open().await();
    return storage;
  }

  private String say(Command command, Object... arguments) {
    return RedisServers.say(vertx, server.uri(), command, arguments).toString();
  }
}
