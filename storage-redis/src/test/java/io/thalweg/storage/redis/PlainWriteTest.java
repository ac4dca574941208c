package io.thalweg.storage.redis;

import static io.thalweg.storage.redis.Eventually.eventually;
import static io.thalweg.storage.redis.TestNodes.KEEP;
import static io.thalweg.storage.redis.TestNodes.MANY;
import static io.thalweg.storage.redis.TestNodes.data;
import static io.thalweg.storage.redis.TestNodes.events;
import static io.thalweg.storage.redis.TestNodes.write;
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
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plain events, by transactions of Redis. */
@Timeout(120)
class PlainWriteTest {
  private static final StreamName ORDERS = new StreamName("orders");
  private static final StreamName TWIN = new StreamName("twin");

  /** Of a connection that is told by {@code CLIENT LIST}. */
  private static final Pattern IN_TRANSACTION = Pattern.compile(" flags=[A-Za-z]*x");

  private final TestNodes nodes = new TestNodes();

  @AfterEach
  void stop() {
    nodes.close();
  }

  @Test
  void storesWhatTheScriptStores() {
    RedisStorage node = nodes.open();
    node.createStream(ORDERS, KEEP).await();
    node.createStream(TWIN, KEEP).await();
    nodes.startTransactions(node);
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
      long before = nodes.transactions();
      write(node, ORDERS, batch).await();
      assertThat(nodes.transactions() - before).isEqualTo(1);
      write(nodes.open(), TWIN, batch).await();
      assertThat(nodes.transactions() - before).isEqualTo(1);
    }

    assertThat(fields(ORDERS)).isEqualTo(fields(TWIN));
    assertThat(entries("thalweg:{orders}:events:0")).isEqualTo(entries("thalweg:{twin}:events:0"));
    assertThat(entries("thalweg:{orders}:index"))
        .hasSizeGreaterThan(10)
        .isEqualTo(entries("thalweg:{twin}:index"));
  }

  @Test
  void joinsBatchesThatWaitAndTellsEachWhereItIs() {
    RedisStorage node = nodes.open();
    node.createStream(ORDERS, KEEP).await();
    nodes.startTransactions(node);
    write(node, ORDERS, events("first", 1, 1)).await();
    long before = nodes.transactions();

    List<Future<AppendResult>> writes = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      writes.add(write(node, ORDERS, events("b" + i, MANY, 1)));
    }

    for (int i = 0; i < writes.size(); i++) {
      assertThat(writes.get(i).await().offset(0)).isEqualTo(1 + (long) i * MANY);
      assertThat(writes.get(i).await().count()).isEqualTo(MANY);
    }
    assertThat(nodes.transactions() - before).isEqualTo(2);
    assertThat(node.stream(ORDERS).await().head()).isEqualTo(1 + 8 * MANY);
  }

  @Test
  void gathersSingleEventsOnceManyWait() {
    RedisStorage node = nodes.open();
    node.createStream(ORDERS, KEEP).await();
    nodes.startTransactions(node);
    long before = nodes.transactions();

    List<Future<AppendResult>> writes = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      writes.add(write(node, ORDERS, events("e" + i, 1, 1)));
    }

    for (int i = 0; i < writes.size(); i++) {
      assertThat(writes.get(i).await().offset(0)).isEqualTo(i);
    }
    assertThat(nodes.transactions() - before).isBetween(1L, 500L);
  }

  @Test
  void goesOnWhenTheScriptOrAnotherNodeWrites() {
    RedisStorage node = nodes.open();
    RedisStorage other = nodes.open();
    node.createStream(ORDERS, KEEP).await();
    nodes.startTransactions(node);
    List<SampleEvent> withId = List.of(SampleEvent.of("id").withId("i-1"));
    write(node, ORDERS, events("first", 1, 1)).await();
    long before = nodes.transactions();

    assertThat(write(node, ORDERS, events("a", MANY, 1)).await().offset(0)).isEqualTo(1);
    assertThat(write(node, ORDERS, withId).await().offset(0)).isEqualTo(1 + MANY);
    assertThat(write(node, ORDERS, events("b", MANY, 1)).await().offset(0)).isEqualTo(2 + MANY);
    assertThat(nodes.transactions() - before).isEqualTo(2);
    assertThat(write(other, ORDERS, events("o", 1, 1)).await().offset(0)).isEqualTo(2 + 2 * MANY);

    AppendResult refused = write(node, ORDERS, events("c", 1, 1)).await();

    assertThat(refused.offset(0)).isEqualTo(3 + 2 * MANY);
    before = nodes.transactions();
    for (int i = 0; i < 15; i++) {
      write(node, ORDERS, events("d", MANY, 1)).await();
    }
    assertThat(nodes.transactions()).as("for a while by the script").isEqualTo(before);
    write(node, ORDERS, events("e", MANY, 1)).await();
    assertThat(nodes.transactions() - before).isEqualTo(1);
  }

  @Test
  void tellsThoseWhoBeganToListenAfterTheLook() {
    RedisStorage node = nodes.open();
    node.createStream(ORDERS, KEEP).await();
    nodes.startTransactions(node);
    write(node, ORDERS, events("first", 1, 1)).await();
    write(node, ORDERS, events("a", MANY, 1)).await();
    nodes.open();
    long before = nodes.calls("publish");

    write(node, ORDERS, events("b", 1, 1)).await();

    eventually("it is told", () -> nodes.calls("publish") == before + 1);
    write(node, ORDERS, events("c", 1, 1)).await();
    assertThat(nodes.calls("publish")).isEqualTo(before + 2);
  }

  @Test
  void seesThatAStreamWasGivenMorePartitions() {
    RedisStorage node = nodes.open();
    RedisStorage other = nodes.open();
    node.createStream(ORDERS, KEEP).await();
    write(node, ORDERS, events("a", MANY, 1)).await();
    nodes.startTransactions(node);
    write(node, ORDERS, events("b", MANY, 1)).await();
    StreamConfig two = new StreamConfig(2, 0, 0, 0, 3_600_000);
    other.alterStream(ORDERS, other.stream(ORDERS).await().generation(), two).await();
    long before = nodes.transactions();

    AppendResult stored = write(node, ORDERS, events("c", MANY, 1)).await();

    assertThat(nodes.transactions() - before).as("one that does nothing").isEqualTo(1);
    assertThat(stored.offset(0)).isEqualTo(2 * MANY);
    assertThat(stored.partition(0)).isNotEqualTo(stored.partition(1));
    stored = write(node, ORDERS, events("d", MANY, 1)).await();
    assertThat(nodes.transactions() - before).isEqualTo(2);
    assertThat(stored.offset(0)).isEqualTo(3 * MANY);
    assertThat(stored.partition(0)).isNotEqualTo(stored.partition(1));
  }

  /** Whatever waits together, in whichever streams and partitions. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 16, 17, 100})
  void storesInSeveralStreamsWhatTheScriptsStore(int partitions) {
    StreamConfig config = new StreamConfig(partitions, 0, 0, 0, 3_600_000);
    RedisStorage node = nodes.open();
    RedisStorage byScript = openWithoutTransactions();
    List<StreamName> streams = names("plain", 5);
    List<StreamName> checked = names("checked", 5);
    List<StreamName> unchecked = names("unchecked", 5);
    for (List<StreamName> each : List.of(streams, checked, unchecked)) {
      each.forEach(stream -> node.createStream(stream, config).await());
      each.forEach(stream -> write(byScript, stream, events("first", 1, 20)).await());
    }
    nodes.startTransactions(node);
    Random random = new Random(partitions);
    long before = nodes.transactions();

    for (int round = 0; round < 30; round++) {
      List<Future<AppendResult>> writes = new ArrayList<>();
      List<Future<AppendResult>> unconditional = new ArrayList<>();
      List<AppendResult> expected = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        int which = random.nextInt(streams.size());
        List<SampleEvent> events = anyEvents(random);
        writes.add(write(node, streams.get(which), events));
        unconditional.add(write(byScript, unchecked.get(which), events));
        expected.add(writeAtHead(byScript, checked.get(which), events).await());
      }
      for (int i = 0; i < writes.size(); i++) {
        assertSamePlaces(writes.get(i).await(), expected.get(i));
        assertSamePlaces(unconditional.get(i).await(), expected.get(i));
      }
    }

    assertThat(nodes.transactions() - before).isGreaterThan(5);
    for (int i = 0; i < streams.size(); i++) {
      assertSameStored(streams.get(i), checked.get(i), partitions);
      assertSameStored(unchecked.get(i), checked.get(i), partitions);
    }
  }

  @Test
  void storesInNoStreamIfOneHasEntriesThatShouldNotBeThere() {
    RedisStorage node = nodes.open();
    List<StreamName> streams = names("s", 10);
    streams.forEach(stream -> node.createStream(stream, KEEP).await());
    nodes.startTransactions(node);
    streams.forEach(stream -> write(node, stream, events("first", 1, 1)).await());
    nodes.say(Command.XADD, "thalweg:{s4}:events:0", "7-1", "event", "a");
    long before = nodes.transactions();

    List<Future<AppendResult>> writes = new ArrayList<>();
    streams.forEach(stream -> writes.add(write(node, stream, events("a", 30, 1))));

    eventually("all are answered", () -> writes.stream().allMatch(Future::isComplete));
    assertThat(nodes.transactions() - before).as("that of the first stream").isEqualTo(1);
    assertThat(writes.get(4).failed()).isTrue();
    assertThat(node.stream(streams.get(4)).await().head()).isEqualTo(1);
    assertThat(node.stream(streams.get(5)).await().head()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"16, true", "17, false"})
  void opensTheNextTransactionOnlyForFewPartitions(int partitions, boolean isOpen) {
    RedisStorage node = nodes.open();
    node.createStream(ORDERS, new StreamConfig(partitions, 0, 0, 0, 3_600_000)).await();
    nodes.startTransactions(node);
    List<SampleEvent> keyed = events("a", MANY, 1);
    keyed.replaceAll(event -> event.withKey("k-" + event.data()));
    write(node, ORDERS, keyed).await();
    long before = nodes.transactions();

    write(node, ORDERS, keyed).await();

    assertThat(nodes.transactions() - before).isEqualTo(1);
    assertThat(IN_TRANSACTION.matcher(nodes.say(Command.CLIENT, "LIST").toString()).find())
        .isEqualTo(isOpen);
  }

  @Test
  void doesNotNeedTheRight() {
    RedisStorage node = openWithoutTransactions();
    node.createStream(ORDERS, KEEP).await();

    write(node, ORDERS, events("a", MANY, 1)).await();
    write(node, ORDERS, events("b", MANY, 1)).await();

    assertThat(node.stream(ORDERS).await().head()).isEqualTo(2 * MANY);
  }

  @Test
  void storesNothingOfItWhenTheMemoryIsFull() {
    RedisStorage node = nodes.open();
    node.createStream(ORDERS, KEEP).await();
    nodes.startTransactions(node);
    write(node, ORDERS, events("a", MANY, 1)).await();
    nodes.say(Command.CONFIG, "SET", "maxmemory", "1mb");

    Future<AppendResult> refused = write(node, ORDERS, events("b", MANY, 1));
    eventually("it is refused", refused::isComplete);

    assertThat(((StreamException) refused.cause()).code()).isEqualTo(ErrorCode.STORAGE_FULL);
    nodes.say(Command.CONFIG, "SET", "maxmemory", "0");
    assertThat(write(node, ORDERS, events("c", MANY, 1)).await().offset(0)).isEqualTo(MANY);
    assertThat(types(node)).containsExactly("a", "c");
  }

  /** A node whose writes all go by the scripts. */
  private RedisStorage openWithoutTransactions() {
    String user =
        "SETUSER thalweg on >secret ~thalweg:* resetchannels &thalweg:changes +@all -multi";
    nodes.say(Command.ACL, Stream.of(user.split(" ")).toArray());
    return nodes.open(nodes.uri().replace("redis://", "redis://thalweg:secret@"));
  }

  // --- What is in Redis.

  private void assertSameStored(StreamName stream, StreamName expected, int partitions) {
    assertThat(fields(stream)).isEqualTo(fields(expected));
    assertThat(entries("thalweg:{" + stream + "}:index"))
        .isEqualTo(entries("thalweg:{" + expected + "}:index"));
    for (int partition = 0; partition < partitions; partition++) {
      String events = ":events:" + partition;
      assertThat(entries("thalweg:{" + stream + "}" + events))
          .isEqualTo(entries("thalweg:{" + expected + "}" + events));
    }
  }

  private Map<String, String> fields(StreamName stream) {
    Response all = nodes.say(Command.HGETALL, "thalweg:{" + stream + "}:stream");
    Map<String, String> fields = new HashMap<>();
    all.getKeys().forEach(field -> fields.put(field, all.get(field).toString()));
    fields.keySet().removeAll(Set.of("timestamp", "created_at", "generation", "incarnation"));
    return fields;
  }

  /** Offset and content of each entry. */
  private List<String> entries(String key) {
    List<String> entries = new ArrayList<>();
    for (Response entry : nodes.say(Command.XRANGE, key, "-", "+")) {
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

  private static List<StreamName> names(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> new StreamName(prefix + i)).toList();
  }

  private static List<SampleEvent> anyEvents(Random random) {
    int count = random.nextInt(10) == 0 ? 1 + random.nextInt(300) : 1 + random.nextInt(3);
    boolean keyed = random.nextInt(4) > 0;
    boolean bare = random.nextInt(3) > 0;
    List<SampleEvent> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      SampleEvent event =
          SampleEvent.of("t" + random.nextInt(3)).withData(data(i, random.nextInt(400)));
      event = keyed ? event.withKey("k\"é-" + random.nextInt(50)) : event;
      events.add(bare || random.nextBoolean() ? event : event.withHeaders("{\"n\":" + i + "}"));
    }
    return events;
  }

  /** The same events, as neither a transaction nor the script for bare events stores them. */
  private static Future<AppendResult> writeAtHead(
      RedisStorage node, StreamName stream, List<SampleEvent> events) {
    long head = node.stream(stream).await().head();
    return write(node, new StreamAppend(stream, SampleEvent.batch(events), head));
  }

  private static void assertSamePlaces(AppendResult is, AppendResult expected) {
    assertThat(is.count()).isEqualTo(expected.count());
    for (int i = 0; i < is.count(); i++) {
      assertThat(is.offset(i)).isEqualTo(expected.offset(i));
      assertThat(is.partition(i)).isEqualTo(expected.partition(i));
    }
  }
}
