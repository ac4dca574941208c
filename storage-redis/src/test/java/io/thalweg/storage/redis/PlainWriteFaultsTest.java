package io.thalweg.storage.redis;

import static io.thalweg.storage.redis.Eventually.eventually;
import static io.thalweg.storage.redis.TestNodes.KEEP;
import static io.thalweg.storage.redis.TestNodes.MANY;
import static io.thalweg.storage.redis.TestNodes.data;
import static io.thalweg.storage.redis.TestNodes.events;
import static io.thalweg.storage.redis.TestNodes.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.spi.ReadQuery;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Plain events by transactions, while connections are lost. */
class PlainWriteFaultsTest {
  private static final StreamName SHARED = new StreamName("shared");
  private static final List<StreamName> STREAMS =
      Stream.of("shared", "a0", "a1", "b0", "b1").map(StreamName::new).toList();

  /** The long variant goes on for minutes. */
  private static final int KILLS = Boolean.getBoolean("thalweg.long") ? 2_000 : 60;

  private final TestNodes nodes = new TestNodes();

  @AfterEach
  void stop() {
    nodes.close();
  }

  /** Two nodes write into streams of their own, and now and then into the same one. */
  @Test
  @Timeout(1_200)
  void neitherTearsNorLosesWhatSeveralNodesStoreWhileConnectionsAreKilled() {
    List<RedisStorage> both = List.of(nodes.open(), nodes.open());
    STREAMS.forEach(stream -> both.get(0).createStream(stream, KEEP).await());
    Load load = new Load(both);

    Random random = new Random(42);
    for (int kill = 0; kill < KILLS; kill++) {
      int before = load.acknowledged.size();
      killAny(random);
      eventually("writes go on", () -> load.acknowledged.size() > before + 4);
    }
    load.stop();

    long executed = nodes.transactions();
    Map<String, Long> found = new HashMap<>();
    STREAMS.forEach(stream -> found.putAll(whole(both.get(1), stream)));
    assertThat(found).containsAllEntriesOf(load.acknowledged);
    Set<String> unknown = new HashSet<>(found.keySet());
    unknown.removeAll(load.acknowledged.keySet());
    assertThat(load.unknown).containsAll(unknown);
    assertThat(executed).as("transactions").isGreaterThan(KILLS);
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

  /** Four writers on each node, who take turns with its streams. */
  private static final class Load {
    final Map<String, Long> acknowledged = Collections.synchronizedMap(new HashMap<>());
    final Set<String> unknown = Collections.synchronizedSet(new HashSet<>());
    private final List<Future<Void>> writers = new ArrayList<>();
    private volatile boolean stopping;

    Load(List<RedisStorage> nodes) {
      for (int w = 0; w < 4 * nodes.size(); w++) {
        writers.add(next(nodes.get(w % nodes.size()), w, 0));
      }
    }

    private Future<Void> next(RedisStorage node, int writer, int number) {
      if (stopping) {
        return Future.succeededFuture();
      }
      String type = "w" + writer + "-" + number;
      StreamName own = STREAMS.get(1 + 2 * (writer % 2) + number % 2);
      StreamName stream = number % 20 == 0 ? SHARED : own;
      return write(node, stream, events(type, MANY, 1))
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
  private static Map<String, Long> whole(RedisStorage node, StreamName stream) {
    Map<String, Long> starts = new HashMap<>();
    long head = node.stream(stream).await().head();
    long offset = 0;
    String type = null;
    while (offset < head) {
      ReadQuery query = new ReadQuery(stream, offset, EventFilter.ALL, 10_000, 1 << 22);
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
    String[] clients = nodes.say(Command.CLIENT, "LIST").toString().split("\n");
    String line = clients[random.nextInt(clients.length)];
    String id = line.substring("id=".length(), line.indexOf(' '));
    nodes.say(Command.CLIENT, "KILL", "ID", id);
  }
}
