package io.thalweg.core.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.model.TypePattern;
import io.thalweg.core.record.EventBlock;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.spi.EventFilter;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Readers over the bus and a log verticle, as a server has them. */
class TailTest {
  private final TailFixture tail = new TailFixture();

  @AfterEach
  void close() {
    tail.close();
  }

  private static List<Long> range(long from, long to) {
    return LongStream.range(from, to).boxed().toList();
  }

  private static void awaitOffsets(Collector sink, long from, long to) {
    TailFixture.await(
        "offsets " + from + " to " + to, () -> sink.offsets().size() >= (int) (to - from));
    assertThat(sink.offsets()).isEqualTo(range(from, to));
  }

  private static void awaitTold(Collector sink, String what) {
    TailFixture.await(what, () -> sink.told().contains(what));
  }

  private static void awaitEnd(Collector sink) {
    TailFixture.await("the end", () -> sink.reason() != null);
  }

  private static StreamConfig keeping(int events) {
    return new StreamConfig(1, 0, 0, events, 0);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void deliversHistoryAndLiveWithoutSeamWhileAPublisherRuns(long seed) {
    Random random = new Random(seed);
    StreamName stream = tail.create("s", new StreamConfig(3, 0, 0, 0, 0));
    List<Collector> sinks = new ArrayList<>();
    List<Integer> starts = new ArrayList<>();
    List<Subscription<EventBlock>> all = new ArrayList<>();
    List<Future<?>> published = new ArrayList<>();
    int head = 0;
    while (head < 15_000) {
      int events = 1 + random.nextInt(random.nextInt(10) == 0 ? 2_000 : 20);
      published.add(tail.publishing(stream, events, "t"));
      if (random.nextInt(3) == 0) {
        TailFixture.await(published.get(published.size() - 1));
        int start = random.nextInt(Math.max(1, head));
        Collector sink = new Collector();
        int busyOf = 1 + random.nextInt(4);
        Random mood = new Random(random.nextLong());
        sink.readyIf(() -> mood.nextInt(busyOf) == 0);
        starts.add(start);
        sinks.add(sink);
        all.add(tail.subscribe(stream, start, sink));
      }
      tail.run(() -> all.forEach(Subscription::resume));
      head += events;
    }
    published.forEach(TailFixture::await);

    for (int i = 0; i < sinks.size(); i++) {
      int wanted = head - starts.get(i);
      Collector sink = sinks.get(i);
      TailFixture.await(
          "the head",
          () -> {
            tail.run(() -> all.forEach(Subscription::resume));
            return sink.offsets().size() >= wanted;
          });
      assertThat(sink.offsets()).isEqualTo(range(starts.get(i), head));
    }
  }

  @Test
  void resumesAtAnyOffset() {
    StreamName stream = tail.create("s");
    tail.publish(stream, 60);
    for (int from = 0; from <= 60; from++) {
      Collector sink = new Collector();
      Subscription<EventBlock> subscription = tail.subscribe(stream, from, sink);
      awaitTold(sink, "caught up at 60");
      assertThat(sink.offsets()).isEqualTo(range(from, 60));
      tail.run(subscription::cancel);
    }
  }

  @Test
  void bringsAllPartitionsInTheOrderOfPublishing() {
    StreamName stream = tail.create("s", new StreamConfig(4, 0, 0, 0, 0));
    Collector all = new Collector();
    Collector third = new Collector();
    tail.publish(stream, 10);
    tail.subscribe(stream, 0, all);
    tail.subscribe(stream, 0, EventFilter.partition(2), third);
    awaitTold(all, "caught up at 10");
    awaitTold(third, "caught up at 10");
    tail.publish(stream, 30);

    awaitOffsets(all, 0, 40);
    TailFixture.await("its share", () -> third.offsets().size() == 10);
    for (EventBlock block : third.blocks()) {
      EventCursor event = block.cursor();
      while (event.next()) {
        assertThat(event.partition()).isEqualTo(2);
      }
    }
    assertThat(third.offsets()).isSorted();
  }

  @Test
  void filtersByTypeInHistoryAndLive() {
    StreamName stream = tail.create("s");
    EventFilter filter = EventFilter.ALL.withType(new TypePattern("order.*"));
    tail.publish(stream, 20_000, "noise");
    tail.publish(stream, 2, "order");
    Collector sink = new Collector();
    tail.subscribe(stream, 0, filter, sink);
    awaitTold(sink, "caught up at 20002");
    tail.publish(stream, 5, "noise");
    tail.publish(stream, 1, "order");

    TailFixture.await("the live one", () -> sink.offsets().size() == 3);
    assertThat(sink.offsets()).containsExactly(20_000L, 20_001L, 20_007L);
  }

  @Test
  void tellsOnceHowMuchRetentionTookFromASlowReader() {
    StreamName stream = tail.create("s", keeping(5));
    boolean[] ready = {false};
    Collector slow = new Collector().readyIf(() -> ready[0]);
    tail.publish(stream, 3);
    Subscription<EventBlock> subscription = tail.subscribe(stream, 0, slow);
    awaitOffsets(slow, 0, 3);
    tail.publish(stream, 20);
    TailFixture.await(tail.storage.enforceRetention(0));
    ready[0] = true;

    tail.run(subscription::resume);

    awaitTold(slow, "caught up at 23");
    assertThat(slow.told())
        .containsExactly("block at 0", "gap 3 to 18", "block at 18", "caught up at 23");
  }

  @Test
  void endsWithTheStream() {
    StreamName stream = tail.create("s");
    tail.publish(stream, 1);
    Collector live = new Collector();
    tail.subscribe(stream, 0, live);
    awaitTold(live, "caught up at 1");

    TailFixture.await(tail.storage.deleteStream(stream));

    awaitEnd(live);
    assertThat(live.reason().code()).isEqualTo(ErrorCode.STREAM_NOT_FOUND);
  }

  @Test
  void doesNotGoOnIntoAStreamThatTookTheName() {
    StreamName stream = tail.create("s");
    tail.publish(stream, 5);
    Collector busy = new Collector().readyIf(() -> false);
    Subscription<EventBlock> subscription = tail.subscribe(stream, 0, busy);
    awaitOffsets(busy, 0, 5);
    TailFixture.await(tail.storage.deleteStream(stream));
    tail.create("s");
    tail.publish(stream, 50);

    tail.run(subscription::resume);

    awaitEnd(busy);
    assertThat(busy.reason().code()).isEqualTo(ErrorCode.STREAM_GENERATION_MISMATCH);
    assertThat(busy.offsets()).hasSize(5);
  }

  @Test
  void outlastsAStorageThatIsAway() {
    StreamName stream = tail.create("s");
    tail.publish(stream, 3);
    tail.storage.failNextReads(2, ErrorCode.UNAVAILABLE);
    Collector sink = new Collector();
    tail.subscribe(stream, 0, sink);
    awaitTold(sink, "caught up at 3");

    tail.storage.failNextReads(2, ErrorCode.UNAVAILABLE);
    tail.publish(stream, 2);

    awaitOffsets(sink, 0, 5);
    assertThat(sink.reason()).isNull();
  }

  @Test
  void endsOnBytesThatAreCorrupt() {
    StreamName stream = tail.create("s");
    tail.storage.failNextReads(1, ErrorCode.CORRUPT);
    Collector sink = new Collector();

    tail.subscribe(stream, 0, sink);

    awaitEnd(sink);
    assertThat(sink.reason().code()).isEqualTo(ErrorCode.CORRUPT);
  }

  @Test
  void readsOnceForManyReaders() {
    StreamName stream = tail.create("s");
    List<Collector> sinks = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Collector sink = new Collector();
      tail.subscribe(stream, 0, sink);
      awaitTold(sink, "caught up at 0");
      sinks.add(sink);
    }
    int readsBefore = tail.reads.get();
    int waitingBefore = tail.waitingReads.get();

    for (int i = 0; i < 10; i++) {
      tail.publish(stream, 1);
      int head = i + 1;
      sinks.forEach(sink -> awaitOffsets(sink, 0, head));
    }
    tail.settle();

    assertThat(tail.reads.get()).isEqualTo(readsBefore);
    assertThat(tail.waitingReads.get()).isEqualTo(waitingBefore + 10);
    assertThat(sinks.get(99).blocks().get(0)).isSameAs(sinks.get(0).blocks().get(0));
  }

  @Test
  void readsNoMoreForAReaderThatHasCancelled() {
    StreamName stream = tail.create("s");
    Collector sink = new Collector();
    Subscription<EventBlock> subscription = tail.subscribe(stream, 0, sink);
    awaitTold(sink, "caught up at 0");
    tail.run(subscription::cancel);
    int before = tail.reads.get() + tail.waitingReads.get();

    tail.publish(stream, 1);
    tail.settle();
    tail.publish(stream, 1);
    tail.settle();

    assertThat(tail.reads.get() + tail.waitingReads.get()).isEqualTo(before);
    assertThat(sink.offsets()).isEmpty();
  }

  @Test
  void endsWhenTheDeploymentCloses() {
    StreamName stream = tail.create("s");
    Collector live = new Collector();
    tail.subscribe(stream, 0, live);
    awaitTold(live, "caught up at 0");

    tail.closeDeployment();

    awaitEnd(live);
    assertThat(live.reason().code()).isEqualTo(ErrorCode.CLOSED);
  }
}
