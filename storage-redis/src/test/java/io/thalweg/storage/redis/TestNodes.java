package io.thalweg.storage.redis;

import static io.thalweg.storage.redis.Eventually.eventually;

import io.thalweg.core.contract.SampleEvent;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.AppendResult;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.thalweg.storage.redis.testing.LocalRedis;
import io.thalweg.storage.redis.testing.RedisServers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;

/** A Redis of a test's own and nodes that write to it. */
final class TestNodes implements AutoCloseable {
  /** Streams of one partition that keep everything. */
  static final StreamConfig KEEP = new StreamConfig(1, 0, 0, 0, 3_600_000);

  /** So many events are worth a transaction whatever comes behind them. */
  static final int MANY = 250;

  private final Vertx vertx = Vertx.vertx();
  private final LocalRedis server = LocalRedis.start();
  private final List<RedisStorage> nodes = new ArrayList<>();

  RedisStorage open() {
    return open(server.uri());
  }

  RedisStorage open(String uri) {
    RedisStorage node = TestRedis.storage(vertx, TestRedis.options(uri, "thalweg"));
    nodes.add(node);
    node.open().await();
    return node;
  }

  String uri() {
    return server.uri();
  }

  Response say(Command command, Object... args) {
    return RedisServers.say(vertx, server.uri(), command, args);
  }

  /** Until the node has the connection that it needs for it. */
  void startTransactions(RedisStorage node) {
    StreamName others = new StreamName("others");
    node.createStream(others, KEEP).await();
    eventually(
        "a transaction",
        () -> {
          write(node, others, events("a", MANY, 1)).await();
          return transactions() > 0;
        });
  }

  long transactions() {
    return calls("exec");
  }

  /** How often the server did a command. */
  long calls(String command) {
    return RedisServers.calls(vertx, server.uri(), command);
  }

  static Future<AppendResult> write(
      RedisStorage node, StreamName stream, List<SampleEvent> events) {
    return write(node, StreamAppend.of(stream, SampleEvent.batch(events)));
  }

  static Future<AppendResult> write(RedisStorage node, StreamAppend append) {
    return node.write(List.of(WriteBatch.of(append)))
        .compose(
            outcomes -> {
              WriteOutcome outcome = outcomes.get(0);
              return outcome.isStored()
                  ? Future.succeededFuture(outcome.appends().get(0))
                  : Future.failedFuture(outcome.refusal());
            });
  }

  static List<SampleEvent> events(String type, int count, int dataBytes) {
    List<SampleEvent> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(SampleEvent.of(type).withData(data(i, dataBytes)));
    }
    return events;
  }

  static String data(int place, int bytes) {
    return "[" + place + ",\"" + "x".repeat(bytes) + "\"]";
  }

  @Override
  public void close() {
    nodes.forEach(node -> node.close().await());
    vertx.close().await();
    server.close();
  }
}
