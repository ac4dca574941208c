package io.thalweg.storage.redis;

import static io.thalweg.storage.redis.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.contract.SampleEvent;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.storage.redis.testing.LocalRedis;
import io.thalweg.storage.redis.testing.RedisServers;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls that are sent behind others stay behind them, whatever befalls those. */
@Timeout(120)
class TurnsTest {
  private static final StreamName ORDERS = new StreamName("orders");
  private static final StreamConfig KEEP = new StreamConfig(1, 0, 0, 0, 3_600_000);
  private static final int CALLS = 400;

  private Vertx vertx;
  private LocalRedis server;
  private RedisStorage storage;

  @BeforeEach
  void startServer() {
    vertx = Vertx.vertx();
    server = LocalRedis.start();
    storage = open();
    storage.createStream(ORDERS, KEEP).await();
  }

  @AfterEach
  void stopServer() {
    storage.close().await();
    vertx.close().await();
    server.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"BARE", "WRITE"})
  void theScriptDoesNothingUnlessTheCallBeforeWasDone(Script script) {
    Keys keys = new Keys("thalweg", SlotBy.STREAM);
    SampleEvent event = SampleEvent.of("a");
    WriteCall call =
        new WriteCall(List.of(batch(script == Script.BARE ? event : event.withHeaders("{}"))));
    assertThat(call.script()).isEqualTo(script);
    Redis client = Redis.createClient(vertx, server.uri());
    RedisConnection connection = client.connect().await();
    connection.send(script.load()).await();
    storage.write(List.of(batch(SampleEvent.of("x")))).await();
    String run = say(Command.HGET, keys.stream(ORDERS), "run");
    long before = storage.stream(ORDERS).await().head();

    RespCursor tooEarly = send(connection, call.commands(keys, run, "me", 0, new Turn(2, 1)));
    RespCursor first = send(connection, call.commands(keys, run, "me", 0, new Turn(1, 0)));
    RespCursor second = send(connection, call.commands(keys, run, "me", 0, new Turn(2, 1)));
    RespCursor secondAgain = send(connection, call.commands(keys, run, "me", 0, new Turn(2, 1)));

    assertThat(tooEarly.text()).isEqualTo("TURN");
    assertThat(WriteReply.isNotDone(first)).isFalse();
    assertThat(WriteReply.isNotDone(second)).isFalse();
    assertThat(WriteReply.isNotDone(secondAgain)).isTrue();
    assertThat(storage.stream(ORDERS).await().head()).isEqualTo(before + 2);
    client.close().await();
  }

  private static RespCursor send(RedisConnection connection, RespCommands call) {
    Response reply = connection.send(RespText.requests(call).get(0)).await();
    return RespText.frame(List.of(reply)).cursor();
  }

  @Test
  void storesCallsInTheirOrderWhileTheScriptsAreFlushed() {
    RedisStorage other = open();
    AtomicInteger done = new AtomicInteger();
    Map<String, Throwable> failures = new ConcurrentHashMap<>();

    for (int i = 0; i < CALLS; i++) {
      // By either script, in turns.
      String headers = i % 3 == 0 ? "{}" : null;
      write(storage, SampleEvent.of("mine-" + i).withHeaders(headers), done, failures);
      write(other, SampleEvent.of("theirs-" + i).withHeaders(headers), done, failures);
      if (i % 10 == 0) {
        say(Command.SCRIPT, "FLUSH");
      }
    }
    eventually("all calls are answered", () -> done.get() == 2 * CALLS);

    assertThat(failures).isEmpty();
    List<String> stored = storedTypes();
    assertThat(stored).hasSize(2 * CALLS);
    assertInOrder(stored, "mine-");
    assertInOrder(stored, "theirs-");
    other.close().await();
  }

  private static void write(
      RedisStorage node, SampleEvent event, AtomicInteger done, Map<String, Throwable> failures) {
    node.write(List.of(batch(event)))
        .onFailure(failure -> failures.put(event.type(), failure))
        .onComplete(answered -> done.incrementAndGet());
  }

  private static void assertInOrder(List<String> stored, String prefix) {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      expected.add(prefix + i);
    }
    assertThat(stored).filteredOn(type -> type.startsWith(prefix)).isEqualTo(expected);
  }

  private List<String> storedTypes() {
    ReadQuery query = new ReadQuery(ORDERS, 0, EventFilter.ALL, 10_000, 1 << 24);
    EventCursor event = storage.read(query).await().events().cursor();
    List<String> types = new ArrayList<>();
    while (event.next()) {
      types.add(event.type());
    }
    return types;
  }

  private static WriteBatch batch(SampleEvent event) {
    return WriteBatch.of(StreamAppend.of(ORDERS, SampleEvent.batch(event)));
  }

  private RedisStorage open() {
    RedisStorage opened = TestRedis.storage(vertx, TestRedis.options(server.uri(), "thalweg"));
    opened.open().await();
    return opened;
  }

  private String say(Command command, Object... arguments) {
    return RedisServers.say(vertx, server.uri(), command, arguments).toString();
  }
}
