package io.thalweg.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.contract.IdLoad;
import io.thalweg.core.contract.SampleEvent;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventFields;
import io.thalweg.core.spi.AppendResult;
import io.thalweg.core.spi.GroupWrite;
import io.thalweg.core.spi.GroupWrite.Kind;
import io.thalweg.core.spi.StorageSpi;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.storage.postgres.testing.PostgresServers;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nodes that share nothing but a schema. */
@Timeout(60)
class SeveralNodesTest {
  private static final StreamName ORDERS = new StreamName("orders");
  private static final StreamConfig KEEP = new StreamConfig(4, 0, 0, 0, 3_600_000);

  private final String schema = PostgresServers.freshSchema();
  private Vertx vertx;
  private PostgresStorage a;
  private PostgresStorage b;

  @BeforeEach
  void openNodes() {
    vertx = Vertx.vertx();
    a = TestPostgres.storage(vertx, schema);
    b = TestPostgres.storage(vertx, schema);
    a.open().await();
    b.open().await();
    a.createStream(ORDERS, KEEP).await();
  }

  @AfterEach
  void closeNodes() {
    a.close().await();
    b.close().await();
    vertx.close().await();
  }

  @Test
  void givesDenseOffsetsToWritersOnBoth() throws Exception {
    IdLoad load = new IdLoad(vertx, List.of(a, b), ORDERS).start(16);

    eventually("both write", () -> load.acknowledged() > 2_000);

    load.stopAndCheck(b, "PostgreSQL, two nodes on one stream");
  }

  /** A node sends its writes one behind the other, so that it takes two for them to meet. */
  @Test
  void losesNothingOfAStreamThatGrowsWhileAGroupCommitsInItOnTheOtherNode() throws Exception {
    StreamName results = new StreamName("results");
    GroupName group = new GroupName("workers");
    a.createStream(results, KEEP).await();
    a.write(List.of(WriteBatch.of(GroupWrite.create(ORDERS, group, Buffer.buffer(), Map.of()))))
        .await();
    SampleEvent[] many = new SampleEvent[300];
    Arrays.fill(many, SampleEvent.of("result"));
    WriteBatch result =
        new WriteBatch(
            List.of(StreamAppend.of(results, SampleEvent.batch(many))),
            List.of(new GroupWrite(ORDERS, group, Kind.COMMIT, 0, 0, null, Map.of(0, 1L))));
    IdLoad load = new IdLoad(vertx, List.of(b), ORDERS).start(4);

    for (int i = 0; i < 200; i++) {
      assertThat(a.write(List.of(result)).await().get(0).isStored()).isTrue();
    }

    int before = load.acknowledged();
    eventually("the other node goes on", () -> load.acknowledged() > before + 50);
    load.stopAndCheck(b, "PostgreSQL, a stream that another node's group commits in");
  }

  @Test
  void recognizesOnOneNodeWhatTheOtherStored() {
    AppendResult first = append(a, "payment-1");

    AppendResult again = append(b, "payment-1");

    assertThat(again.repeat(0)).isTrue();
    assertThat(again.offset(0)).isEqualTo(first.offset(0));
    assertThat(again.timestamp(0)).isEqualTo(first.timestamp(0));
  }

  @Test
  void hearsSoonOfWhatTheOtherNodeStored() {
    AtomicLong heardNs = new AtomicLong();
    b.onStreamChange(stream -> heardNs.compareAndSet(0, System.nanoTime()));
    long[] tookNs = new long[51];

    for (int i = 0; i < tookNs.length; i++) {
      // Between two polls, so that a poll is not what is measured.
      heardNs.set(0);
      append(a, "event-" + i);
      long storedNs = System.nanoTime();
      eventually("a notice", () -> heardNs.get() != 0);
      tookNs[i] = Math.max(0, heardNs.get() - storedNs);
    }

    java.util.Arrays.sort(tookNs);
    System.out.println(
        "notice on another node after the acknowledgement: median "
            + tookNs[tookNs.length / 2] / 1_000
            + " us, most "
            + tookNs[tookNs.length - 1] / 1_000
            + " us");
    assertThat(tookNs[tookNs.length / 2]).isLessThan(TimeUnit.MILLISECONDS.toNanos(50));
  }

  @Test
  void hearsOfEverythingWithoutNotifications() {
    Set<StreamName> heard = ConcurrentHashMap.newKeySet();
    b.onStreamChange(heard::add);
    StreamName late = new StreamName("late");

    // Done by no node of ours, so that nobody sends a hint.
    PostgresServers.sql(
        vertx,
        "INSERT INTO "
            + schema
            + ".stream (name, partitions, retention_ms, retention_bytes, retention_events,"
            + " dedup_window_ms, created_at) VALUES ('late', 1, 0, 0, 0, 0, 0);"
            + "UPDATE "
            + schema
            + ".stream SET min_offset = 0, alterations = 1 WHERE name = 'orders'");

    eventually("both were heard", () -> heard.containsAll(Set.of(ORDERS, late)));
  }

  @Test
  void hearsAgainAfterItsConnectionsWereCut() {
    Set<StreamName> heard = ConcurrentHashMap.newKeySet();
    b.onStreamChange(heard::add);
    PostgresServers.sql(
        vertx,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            + " AND position('"
            + schema
            + ".' in query) > 0");
    heard.clear();

    eventually(
        "it writes again",
        () -> {
          try {
            append(a, "after the cut");
            return true;
          } catch (RuntimeException cut) {
            return false;
          }
        });

    eventually("the notice", () -> heard.contains(ORDERS));
  }

  private static AppendResult append(StorageSpi node, String id) {
    EventBatch one = EventBatch.of(new EventFields().type("t").data("1").id(id));
    return node.write(List.of(WriteBatch.of(StreamAppend.of(ORDERS, one))))
        .await()
        .get(0)
        .appends()
        .get(0);
  }

  private static void eventually(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("%s, in time", what).isLessThan(deadline);
      LockSupport.parkNanos(200_000);
    }
  }
}
