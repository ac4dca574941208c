package io.thalweg.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.spi.GroupWrite;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.StorageHealth;
import io.thalweg.core.spi.StorageSpi;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Opening and closing. */
abstract class LifecycleChapter extends ContractChapter {
  LifecycleChapter(StorageContract contract) {
    super(contract, false);
  }

  @Test
  void isHealthyOnceItIsOpen() {
    assertThat(storage().health()).isEqualTo(StorageHealth.OK);
    assertThat(storage().durability()).isNotNull();
    assertThat(storage().concurrentWritesMax()).isPositive();
  }

  @Test
  void startsWithoutStreams() {
    assertThat(await(storage().streams("", "", 10))).isEmpty();
  }

  @Test
  void refusesEveryCallAfterItWasClosed() {
    StorageSpi closed = opened();
    await(closed.createStream(ORDERS, StreamConfig.DEFAULT));

    await(closed.close());

    calls(closed)
        .forEach(
            (name, call) ->
                assertThat(failureOf(call.get()).code()).as(name).isEqualTo(ErrorCode.UNAVAILABLE));
    assertThat(closed.health().reads()).isFalse();
    assertThat(closed.health().writes()).isFalse();
    assertThat(closed.health().detail()).isNotBlank();
  }

  @Test
  void refusesAWriteThatComesWhileItCloses() {
    StorageSpi closing = opened();
    await(closing.createStream(ORDERS, StreamConfig.DEFAULT));

    Future<Void> closed = closing.close();
    Future<List<WriteOutcome>> late = closing.write(List.of(appends(to(ORDERS, event("late")))));

    assertThat(failureOf(late).code()).isEqualTo(ErrorCode.UNAVAILABLE);
    await(closed);
  }

  @Test
  void endsWhatItHadAcceptedBeforeItCloses() {
    StorageSpi closing = opened();
    await(closing.createStream(ORDERS, StreamConfig.DEFAULT));

    Future<List<WriteOutcome>> accepted = closing.write(List.of(appends(to(ORDERS, events(100)))));
    await(closing.close());

    assertThat(await(accepted).get(0).isStored()).isTrue();
  }

  @Test
  void leavesNoThreadBehind() {
    Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
    StorageSpi used = opened();
    await(used.createStream(ORDERS, StreamConfig.DEFAULT));
    await(used.write(List.of(appends(to(ORDERS, event("used"))))));
    await(used.read(new ReadQuery(ORDERS, 0, EventFilter.ALL, 1, 1)));
    await(used.enforceRetention(0));

    await(used.close());

    eventually("its threads end: " + ownThreads(before), () -> ownThreads(before).isEmpty());
  }

  private StorageSpi opened() {
    StorageSpi storage = contract().newStorage(vertx());
    await(storage.open());
    return storage;
  }

  /** Threads that were started since and belong neither to Vert.x nor to the platform. */
  private static Set<Thread> ownThreads(Set<Thread> before) {
    Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
    threads.removeAll(before);
    threads.removeIf(
        thread ->
            thread.getName().startsWith("vert.x-")
                || thread.getName().startsWith("Common-Cleaner")
                || thread.getName().startsWith("process reaper")
                || thread.getName().startsWith("globalEventExecutor"));
    return threads;
  }

  private static Map<String, Supplier<Future<?>>> calls(StorageSpi storage) {
    GroupName group = new GroupName("mailer");
    Map<String, Supplier<Future<?>>> calls = new LinkedHashMap<>();
    calls.put("write", () -> storage.write(List.of(appends(to(ORDERS, event("late"))))));
    calls.put(
        "write of a group",
        () -> storage.write(List.of(WriteBatch.of(GroupWrite.delete(ORDERS, group, 0)))));
    calls.put("read", () -> storage.read(new ReadQuery(ORDERS, 0, EventFilter.ALL, 1, 1)));
    calls.put("offsetAtTime", () -> storage.offsetAtTime(ORDERS, 0));
    calls.put("countFrom", () -> storage.countFrom(ORDERS, Map.of(0, 0L)));
    calls.put("createStream", () -> storage.createStream(PAYMENTS, StreamConfig.DEFAULT));
    calls.put("alterStream", () -> storage.alterStream(ORDERS, 1, StreamConfig.DEFAULT));
    calls.put("deleteStream", () -> storage.deleteStream(ORDERS));
    calls.put("stream", () -> storage.stream(ORDERS));
    calls.put("stats", () -> storage.stats(ORDERS));
    calls.put("streams", () -> storage.streams("", "", 10));
    calls.put("enforceRetention", () -> storage.enforceRetention(0));
    calls.put("group", () -> storage.group(ORDERS, group));
    calls.put("groups", () -> storage.groups(ORDERS));
    return calls;
  }
}
