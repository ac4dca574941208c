package io.thalweg.storage.redis;

import static io.thalweg.storage.redis.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.contract.SampleEvent;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.spi.AppendResult;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.spi.ReadQuery;
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
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Plain events, by transactions of Redis. */
@Timeout(120)
class PlainWriteTest {
  private static final StreamName ORDERS = new StreamName("orders");
  private static final StreamName TWIN = new StreamName("twin");
  private static final StreamConfig KEEP = new StreamConfig(1, 0, 0, 0, 3_600_000);
  private static final int MANY = 250;

  /** How long the fault test goes on; the long variant for minutes. */
  private static final int KILLS = Boolean.getBoolean("thalweg.long") ? 2_000 : 60;

  private final List<RedisStorage> nodes = new ArrayList<>();
  private Vertx vertx;
  private LocalRedis server;

  @BeforeEach
  void startServer() {
    vertx = Vertx.vertx();
    server = LocalRedis.start();
  }

  @AfterEach
  void stopServer() {
    nodes.forEach(node -> node.close().await());
    vertx.close().await();
    server.close();
  }

  @Test
  void storesWhatTheScriptStores() {
    RedisStorage node = open(server.uri());
    node.createStream(ORDERS, KEEP).await();
    node.createStream(TWIN, KEEP).await();
    startTransactions(node);
    List<List<SampleEvent>> batches =
        List.of(
            events("a", 300, 20),
            events("b", 1, 20),
            events("c", 700, 900),
            events("d", 3, 3),
            events("e", 1, 70_000));

    // A node's first write to a stream goes by the script.
    write(node, ORDERS, events("first", 1, 20)).await();
    write(node, TWIN, events("first", 1, 20)).await();
    for (List<SampleEvent> batch : batches) {
      long before = transactions();
      write(node, ORDERS, batch).await();
      assertThat(transactions() - before).isEqualTo(1);
      write(open(server.uri()), TWIN, batch).await();
      assertThat(transactions() - before).isEqualTo(1);
    }

    assertThat(fields(ORDERS)).isEqualTo(fields(TWIN));
    assertThat(entries("thalweg:{orders}:events:0")).isEqualTo(entries("thalweg:{twin}:events:0"));
    assertThat(entries("thalweg:{orders}:index"))
        .hasSizeGreaterThan(10)
        .isEqualTo(entries("thalweg:{twin}:index"));
  }

  @Test
  void joinsBatchesThatWaitAndTellsEachWhereItIs() {
    RedisStorage node = open(server.uri());
    node.createStream(ORDERS, KEEP).await();
    startTransactions(node);
    write(node, ORDERS, events("first", 1, 1)).await();
    long before = transactions();

    List<Future<AppendResult>> writes = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      writes.add(write(node, ORDERS, events("b" + i, MANY, 1)));
    }

    for (int i = 0; i < writes.size(); i++) {
      assertThat(writes.get(i).await().offset(0)).isEqualTo(1 + (long) i * MANY);
      assertThat(writes.get(i).await().count()).isEqualTo(MANY);
    }
    assertThat(transactions() - before).isEqualTo(2);
    assertThat(node.stream(ORDERS).await().head()).isEqualTo(1 + 8 * MANY);
  }

  @Test
  void gathersSingleEventsOnceManyWait() {
    RedisStorage node = open(server.uri());
    node.createStream(ORDERS, KEEP).await();
    startTransactions(node);
    long before = transactions();

    List<Future<AppendResult>> writes = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      writes.add(write(node, ORDERS, events("e" + i, 1, 1)));
    }

    for (int i = 0; i < writes.size(); i++) {
      assertThat(writes.get(i).await().offset(0)).isEqualTo(i);
    }
    assertThat(transactions() - before).isBetween(1L, 500L);
  }

  @Test
  void goesOnWhenTheScriptOrAnotherNodeWrites() {
    RedisStorage node = open(server.uri());
    RedisStorage other = open(server.uri());
    node.createStream(ORDERS, KEEP).await();
    startTransactions(node);
    List<SampleEvent> withId = List.of(SampleEvent.of("id").withId("i-1"));
    write(node, ORDERS, events("first", 1, 1)).await();
    long before = transactions();

    assertThat(write(node, ORDERS, events("a", MANY, 1)).await().offset(0)).isEqualTo(1);
    assertThat(write(node, ORDERS, withId).await().offset(0)).isEqualTo(1 + MANY);
    assertThat(write(node, ORDERS, events("b", MANY, 1)).await().offset(0)).isEqualTo(2 + MANY);
    assertThat(transactions() - before).isEqualTo(2);
    assertThat(write(other, ORDERS, events("o", 1, 1)).await().offset(0)).isEqualTo(2 + 2 * MANY);

    AppendResult refused = write(node, ORDERS, events("c", 1, 1)).await();

    assertThat(refused.offset(0)).isEqualTo(3 + 2 * MANY);
    before = transactions();
    for (int i = 0; i < 15; i++) {
      write(node, ORDERS, events("d", MANY, 1)).await();
    }
    assertThat(transactions()).as("for a while by the script").isEqualTo(before);
    write(node, ORDERS, events("e", MANY, 1)).await();
    assertThat(transactions() - before).isEqualTo(1);
  }

  @Test
  void tellsThoseWhoBeganToListenAfterTheLook() {
    RedisStorage node = open(server.uri());
    node.createStream(ORDERS, KEEP).await();
    startTransactions(node);
    write(node, ORDERS, events("first", 1, 1)).await();
    write(node, ORDERS, events("a", MANY, 1)).await();
    open(server.uri());
    long before = published();

    write(node, ORDERS, events("b", 1, 1)).await();

    eventually("it is told", () -> published() == before + 1);
    write(node, ORDERS, events("c", 1, 1)).await();
    assertThat(published()).isEqualTo(before + 2);
  }

  @Test
  void leavesAStreamOfMorePartitionsToTheScript() {
    RedisStorage node = open(server.uri());
    RedisStorage other = open(server.uri());
    node.createStream(ORDERS, KEEP).await();
    write(node, ORDERS, events("a", MANY, 1)).await();
    startTransactions(node);
    other
        .alterStream(
            ORDERS,
            other.stream(ORDERS).await().generation(),
            new StreamConfig(2, 0, 0, 0, 3_600_000))
        .await();
    long before = transactions();

    AppendResult stored = write(node, ORDERS, events("b", MANY, 1)).await();

    assertThat(transactions()).isEqualTo(before);
    assertThat(stored.offset(0)).isEqualTo(MANY);
    assertThat(stored.partition(0)).isNotEqualTo(stored.partition(1));
  }

  @Test
  void doesNotNeedTheRight() {
    String user =
        "SETUSER thalweg on >secret ~thalweg:* resetchannels &thalweg:changes +@all -multi";
    RedisServers.say(vertx, server.uri(), Command.ACL, Stream.of(user.split(" ")).toArray());
    RedisStorage node = open(server.uri().replace("redis://", "redis://thalweg:secret@"));
    node.createStream(ORDERS, KEEP).await();

    write(node, ORDERS, events("a", MANY, 1)).await();
    write(node, ORDERS, events("b", MANY, 1)).await();

    assertThat(node.stream(ORDERS).await().head()).isEqualTo(2 * MANY);
  }

  @Test
  void storesNothingOfItWhenTheMemoryIsFull() {
    RedisStorage node = open(server.uri());
    node.createStream(ORDERS, KEEP).await();
    startTransactions(node);
    write(node, ORDERS, events("a", MANY, 1)).await();
    RedisServers.say(vertx, server.uri(), Command.CONFIG, "SET", "maxmemory", "1mb");

    Future<AppendResult> refused = write(node, ORDERS, events("b", MANY, 1));
    eventually("it is refused", refused::isComplete);

    assertThat(((StreamException) refused.cause()).code()).isEqualTo(ErrorCode.STORAGE_FULL);
    RedisServers.say(vertx, server.uri(), Command.CONFIG, "SET", "maxmemory", "0");
    assertThat(write(node, ORDERS, events("c", MANY, 1)).await().offset(0)).isEqualTo(MANY);
    assertThat(types(node)).containsExactly("a", "c");
  }

  /** Two nodes write into one stream while connections are killed. */
  @Test
  @Timeout(1_200)
  void neitherTearsNorLosesWhatSeveralNodesStoreWhileConnectionsAreKilled() {
    List<RedisStorage> both = List.of(open(server.uri()), open(server.uri()));
    both.get(0).createStream(ORDERS, KEEP).await();
    Load load = new Load(both);

    Random random = new Random(42);
    for (int kill = 0; kill < KILLS; kill++) {
      int before = load.acknowledged.size();
      killAny(random);
      eventually("writes go on", () -> load.acknowledged.size() > before + 4);
    }
    load.stop();

    long executed = transactions();
    Map<String, Long> found = whole(both.get(1));
    assertThat(found).containsAllEntriesOf(load.acknowledged);
    Set<String> unknown = new HashSet<>(found.keySet());
    unknown.removeAll(load.acknowledged.keySet());
    assertThat(load.unknown).containsAll(unknown);
    assertThat(executed).as("transactions").isPositive();
    System.out.println(
        "Redis, transactions while connections are killed: kills="
            + KILLS
            + " acknowledged="
            + load.acknowledged.size()
            + " unknown="
            + load.unknown.size()
            + " of which stored="
            + unknown.size()
            + " transactions="
            + executed);
  }

  /** Four writers on each node. */
  private static final class Load {
    final Map<String, Long> acknowledged = Collections.synchronizedMap(new HashMap<>());
    final Set<String> unknown = Collections.synchronizedSet(new HashSet<>());
    private final List<Future<Void>> writers = new ArrayList<>();
    private volatile boolean stopping;

    Load(List<RedisStorage> nodes) {
      for (int w = 0; w < 4 * nodes.size(); w++) {
        writers.add(next(nodes.get(w % nodes.size()), "w" + w + "-", 0));
      }
    }

    private Future<Void> next(RedisStorage node, String writer, int number) {
      if (stopping) {
        return Future.succeededFuture();
      }
      String type = writer + number;
      return write(node, ORDERS, events(type, MANY, 1))
          .transform(
              (stored, failure) -> {
                if (failure == null) {
                  acknowledged.put(type, stored.offset(0));
                } else {
                  unknown.add(type);
                }
                return next(node, writer, number + 1);
              });
    }

    void stop() {
      stopping = true;
      Future.join(writers).await();
    }
  }

  /** By type where each batch starts; each must be whole, in its order, and there once. */
  private static Map<String, Long> whole(RedisStorage node) {
    Map<String, Long> starts = new HashMap<>();
    long head = node.stream(ORDERS).await().head();
    long offset = 0;
    String type = null;
    while (offset < head) {
      ReadQuery query = new ReadQuery(ORDERS, offset, EventFilter.ALL, 10_000, 1 << 22);
      EventCursor event = node.read(query).await().events().cursor();
      while (event.next()) {
        int place = (int) (event.offset() % MANY);
        assertThat(event.offset()).isEqualTo(offset++);
        if (place == 0) {
          type = event.type();
          assertThat(starts.put(type, event.offset())).isNull();
        }
        assertThat(event.type()).isEqualTo(type);
        assertThat(event.data().toString()).isEqualTo(data(place, 1));
      }
    }
    return starts;
  }

  private void killAny(Random random) {
    String[] clients =
        RedisServers.say(vertx, server.uri(), Command.CLIENT, "LIST").toString().split("\n");
    String line = clients[random.nextInt(clients.length)];
    String id = line.substring("id=".length(), line.indexOf(' '));
    RedisServers.say(vertx, server.uri(), Command.CLIENT, "KILL", "ID", id);
  }

  /** Until the node has the connection that it needs for it. */
  private void startTransactions(RedisStorage node) {
    StreamName others = new StreamName("others");
    node.createStream(others, KEEP).await();
    eventually(
        "a transaction",
        () -> {
          write(node, others, events("a", MANY, 1)).await();
          return transactions() > 0;
        });
  }

  // --- What is in Redis.

  private long transactions() {
    return calls("exec");
  }

  private long published() {
    return calls("publish");
  }

  private long calls(String command) {
    String stats = RedisServers.say(vertx, server.uri(), Command.INFO, "commandstats").toString();
    Matcher calls = Pattern.compile("cmdstat_" + command + ":calls=(\\d+)").matcher(stats);
    return calls.find() ? Long.parseLong(calls.group(1)) : 0;
  }

  private Map<String, String> fields(StreamName stream) {
    Response all =
        RedisServers.say(vertx, server.uri(), Command.HGETALL, "thalweg:{" + stream + "}:stream");
    Map<String, String> fields = new HashMap<>();
    all.getKeys().forEach(field -> fields.put(field, all.get(field).toString()));
    fields.keySet().removeAll(Set.of("timestamp", "created_at", "generation", "incarnation"));
    return fields;
  }

  /** Offset and content of each entry. */
  private List<String> entries(String key) {
    List<String> entries = new ArrayList<>();
    for (Response entry : RedisServers.say(vertx, server.uri(), Command.XRANGE, key, "-", "+")) {
      String id = entry.get(0).toString();
      entries.add(id.substring(0, id.indexOf('-')) + " " + entry.get(1));
    }
    return entries;
  }

  private static Set<String> types(RedisStorage node) {
    Set<String> types = new HashSet<>();
    ReadQuery query = new ReadQuery(ORDERS, 0, EventFilter.ALL, 10_000, 1 << 22);
    EventCursor event = node.read(query).await().events().cursor();
    while (event.next()) {
      types.add(event.type());
    }
    return types;
  }

  // --- What is written.

  private static List<SampleEvent> events(String type, int count, int dataBytes) {
    List<SampleEvent> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(SampleEvent.of(type).withData(data(i, dataBytes)));
    }
    return events;
  }

  private static String data(int place, int bytes) {
    return "[" + place + ",\"" + "x".repeat(bytes) + "\"]";
  }

  private static Future<AppendResult> write(
      RedisStorage node, StreamName stream, List<SampleEvent> events) {
    WriteBatch batch = WriteBatch.of(StreamAppend.of(stream, SampleEvent.batch(events)));
    return node.write(List.of(batch))
        .compose(
            outcomes -> {
              WriteOutcome outcome = outcomes.get(0);
              return outcome.isStored()
                  ? Future.succeededFuture(outcome.appends().get(0))
                  : Future.failedFuture(outcome.refusal());
            });
  }

  private RedisStorage open(String uri) {
    RedisStorage node = TestRedis.storage(vertx, TestRedis.options(uri, "thalweg"));
    nodes.add(node);
    node.open().await();
    return node;
  }
}
