package io.thalweg.storage.redis;

import static io.thalweg.storage.redis.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.contract.IdLoad;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.thalweg.storage.redis.testing.LocalRedis;
import io.thalweg.storage.redis.testing.RedisServers;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The way to a backup, and back from it, that {@code docs/backends.md} tells. */
@Timeout(60)
class BackupTest {
  private static final StreamName ORDERS = new StreamName("orders");
  private static final StreamConfig KEEP = new StreamConfig(3, 0, 0, 0, 3_600_000);

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
  void bringsBackAPrefixFromFilesThatWereCopiedUnderLoad() throws Exception {
    RedisStorage node = open();
    node.createStream(ORDERS, KEEP).await();
    IdLoad load = new IdLoad(vertx, List.of(node), ORDERS).start(4);
    eventually("writes go on", () -> load.acknowledged() > 200);

    say(Command.CONFIG, "SET", "auto-aof-rewrite-percentage", "0");
    assertThat(say(Command.INFO, "persistence")).contains("aof_rewrite_in_progress:0");
    int before = load.acknowledged();
    server.rememberData();
    int after = load.acknowledged();
    eventually("writes go on", () -> load.acknowledged() > after + 200);
    load.stopAndCheck(node, "Redis, files copied");
    List<String> all = ids(node);
    node.close().await();
    server.stop();
    server.bringBackData();
    server.startServer();

    RedisStorage restored = open();
    assertThat(ids(restored)).hasSizeBetween(before, all.size() - 1);
    assertThat(all).startsWith(ids(restored).toArray(String[]::new));
    IdLoad more = new IdLoad(vertx, List.of(restored), ORDERS).start(1);
    eventually("writes go on", () -> more.acknowledged() + more.repeats() > 50);
    restored.close().await();
  }

  private static List<String> ids(RedisStorage node) {
    List<String> ids = new ArrayList<>();
    ReadResult page;
    do {
      ReadQuery query = new ReadQuery(ORDERS, ids.size(), EventFilter.ALL, 5_000, 8 << 20);
      page = node.read(query).await();
      EventCursor event = page.events().cursor();
      while (event.next()) {
        assertThat(event.offset()).isEqualTo(ids.size());
        ids.add(event.id());
      }
    } while (ids.size() < page.head());
    return ids;
  }

  private RedisStorage open() {
    RedisStorage storage = TestRedis.storage(vertx, TestRedis.options(server.uri(), "thalweg"));
    storage.open().await();
    return storage;
  }

  private String say(Command command, Object... arguments) {
    return RedisServers.say(vertx, server.uri(), command, arguments).toString();
  }
}
