package io.thalweg.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.AppendResult;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.spi.GroupWrite;
import io.thalweg.core.spi.GroupWrite.Kind;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many callers at once. */
abstract class ConcurrencyChapter extends ContractChapter {
  private static final List<StreamName> STREAMS =
      List.of(ORDERS, PAYMENTS, new StreamName("third"));
  private static final int CALLS_EACH = 100;
  private static final int BATCHES_WATCHED = 500;

  private final ExecutorService threads = Executors.newCachedThreadPool();

  ConcurrencyChapter(StorageContract contract) {
    super(contract, false);
  }

  /** What one writer wrote: the places of its events in each stream, in the order of its calls. */
  private record Acknowledged(int writer, Map<StreamName, List<Long>> offsets) {}

  private record Call(List<WriteBatch> batches, Future<List<WriteOutcome>> answer) {}

  @BeforeEach
  void createStreams() {
    STREAMS.forEach(stream -> create(stream, config(3)));
  }

  @AfterEach
  void endThreads() {
    threads.shutdownNow();
  }

  @Test
  void storesEverythingOnceAndKeepsEachWritersOrder() throws Exception {
    int writers = writersMax();
    List<java.util.concurrent.Future<Acknowledged>> running = new ArrayList<>();
    for (int writer = 0; writer < writers; writer++) {
      running.add(threads.submit(writer(writer, storage().concurrentWritesMax() / writers)));
    }

    List<Acknowledged> all = new ArrayList<>();
    for (var one : running) {
      all.add(one.get(40, TimeUnit.SECONDS));
    }

    for (StreamName stream : STREAMS) {
      List<StoredEvent> events = readAll(stream);
      assertThat(offsets(events)).isEqualTo(LongStream.range(0, events.size()).boxed().toList());
      for (Acknowledged writer : all) {
        assertWrittenInOrder(events, writer.writer(), writer.offsets().get(stream));
      }
      assertThat(all.stream().mapToInt(writer -> writer.offsets().get(stream).size()).sum())
          .isEqualTo(events.size());
    }
  }

  @Test
  void showsReadersAPrefixThatOnlyGrows() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    var reader = threads.submit(() -> readAlong(done));

    threads.submit(writer(0, 1)).get(40, TimeUnit.SECONDS);
    done.set(true);

    assertThat(reader.get(40, TimeUnit.SECONDS)).isEqualTo(offsets(readAll(ORDERS)));
  }

  /** Whoever saw one event of a batch finds the others, in whatever order it looks. */
  @Test
  void showsABatchInAllItsStreamsAtOnce() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    var reader = threads.submit(() -> lookAround(done));
    WriteBatch batch =
        new WriteBatch(STREAMS.stream().map(stream -> to(stream, event("a"))).toList(), List.of());

    for (int call = 0; call < BATCHES_WATCHED; call++) {
      assertThat(write(batch).isStored()).isTrue();
    }
    done.set(true);

    assertThat(reader.get(40, TimeUnit.SECONDS)).isPositive();
  }

  @Test
  void letsOneOfManyCreateAStream() throws Exception {
    StreamName contended = new StreamName("contended");

    List<Boolean> created =
        atOnce(
            8,
            () ->
                await(
                    storage()
                        .createStream(contended, config(1))
                        .map(info -> true)
                        .otherwise(false)));

    assertThat(created).containsOnlyOnce(true);
  }

  @Test
  void letsOneOfManyRaiseAGeneration() throws Exception {
    GroupName group = new GroupName("mailer");
    stored(WriteBatch.of(GroupWrite.create(ORDERS, group, Buffer.buffer(), Map.of())));
    WriteBatch raise =
        WriteBatch.of(new GroupWrite(ORDERS, group, Kind.COMMIT, 0, 1, null, Map.of()));

    List<Boolean> raised = atOnce(writersMax(), () -> write(raise).isStored());

    assertThat(raised).containsOnlyOnce(true);
  }

  /** As with workers, whose results go elsewhere with their place in a stream that grows. */
  @Test
  void losesNothingOfAStreamThatGrowsWhileGroupsCommitInIt() throws Exception {
    GroupName group = new GroupName("mailer");
    stored(WriteBatch.of(GroupWrite.create(ORDERS, group, Buffer.buffer(), Map.of())));
    GroupWrite place = new GroupWrite(ORDERS, group, Kind.COMMIT, 0, 0, null, Map.of(0, 1L));
    WriteBatch result = new WriteBatch(List.of(to(PAYMENTS, event("result"))), List.of(place));
    WriteBatch input = WriteBatch.of(to(ORDERS, event("input")));
    AtomicInteger callers = new AtomicInteger();

    List<Integer> grown =
        atOnce(
            writersMax(),
            () -> {
              boolean grows = callers.getAndIncrement() % 2 == 0;
              for (int call = 0; call < CALLS_EACH; call++) {
                assertThat(write(grows ? input : result).isStored()).isTrue();
              }
              return grows ? CALLS_EACH : 0;
            });

    int inputs = grown.stream().mapToInt(each -> each).sum();
    assertThat(offsets(readAll(ORDERS))).isEqualTo(LongStream.range(0, inputs).boxed().toList());
    assertThat(readAll(PAYMENTS)).hasSize(callers.get() * CALLS_EACH - inputs);
  }

  @Test
  void storesAnIdOnceHoweverManyPublishIt() throws Exception {
    for (int i = 0; i < 20; i++) {
      SampleEvent event = event("a").withId("id" + i);

      List<AppendResult> results = atOnce(writersMax(), () -> append(ORDERS, event));

      assertThat(results.stream().map(result -> result.repeat(0))).containsOnlyOnce(false);
      assertThat(results.stream().map(result -> result.offset(0))).containsOnly((long) i);
    }
  }

  @Test
  void storesOrRefusesWhatIsWrittenToAStreamThatIsBeingDeleted() throws Exception {
    for (int i = 0; i < 20; i++) {
      StreamName shortLived = new StreamName("short-lived");
      create(shortLived);
      var writing = threads.submit(() -> write(appends(to(shortLived, event("a")))));

      await(storage().deleteStream(shortLived));

      WriteOutcome outcome = writing.get(20, TimeUnit.SECONDS);
      assertThat(outcome.isStored() || outcome.refusal().code() == ErrorCode.STREAM_NOT_FOUND)
          .isTrue();
      assertThat(failureOf(storage().stream(shortLived)).code())
          .isEqualTo(ErrorCode.STREAM_NOT_FOUND);
    }
  }

  private int writersMax() {
    return Math.min(4, storage().concurrentWritesMax());
  }

  private <T> List<T> atOnce(int callers, Callable<T> call) throws Exception {
    List<T> results = new ArrayList<>();
    for (var done : threads.invokeAll(Collections.nCopies(callers, call))) {
      results.add(done.get(20, TimeUnit.SECONDS));
    }
    return results;
  }

  /** Writes batches over random streams, never more than {@code callsMax} calls at once. */
  private Callable<Acknowledged> writer(int writer, int callsMax) {
    return () -> {
      Random random = new Random(writer);
      Acknowledged places = new Acknowledged(writer, new HashMap<>());
      STREAMS.forEach(stream -> places.offsets().put(stream, new ArrayList<>()));
      Deque<Call> underWay = new ArrayDeque<>();
      for (int call = 0; call < CALLS_EACH; call++) {
        List<WriteBatch> batches =
            List.of(randomBatch(writer, random), randomBatch(writer, random));
        underWay.add(new Call(batches, storage().write(batches)));
        if (underWay.size() == callsMax) {
          note(underWay.remove(), places);
        }
      }
      underWay.forEach(call -> note(call, places));
      return places;
    };
  }

  private static WriteBatch randomBatch(int writer, Random random) {
    List<StreamAppend> appends = new ArrayList<>();
    for (StreamName stream : STREAMS) {
      if (appends.isEmpty() || random.nextBoolean()) {
        SampleEvent[] events = events(1 + random.nextInt(3));
        for (int i = 0; i < events.length; i++) {
          events[i] = event("from" + writer);
        }
        appends.add(to(stream, events));
      }
    }
    return new WriteBatch(appends, List.of());
  }

  private static void note(Call call, Acknowledged places) {
    List<WriteOutcome> outcomes = await(call.answer());
    for (int i = 0; i < outcomes.size(); i++) {
      List<StreamAppend> appends = call.batches().get(i).appends();
      for (int j = 0; j < appends.size(); j++) {
        AppendResult result = outcomes.get(i).appends().get(j);
        places.offsets().get(appends.get(j).stream()).addAll(offsets(result));
      }
    }
  }

  /** The writer's acknowledged offsets ascend, and its events are there and nowhere else. */
  private static void assertWrittenInOrder(
      List<StoredEvent> events, int writer, List<Long> offsets) {
    assertThat(
            offsets(events.stream().filter(e -> e.event().type().equals("from" + writer)).toList()))
        .isEqualTo(offsets);
  }

  /** Follows a stream until nothing more is written; returns the offsets in the order seen. */
  private List<Long> readAlong(AtomicBoolean done) {
    List<Long> seen = new ArrayList<>();
    long head = 0;
    while (true) {
      boolean last = done.get();
      ReadQuery query = new ReadQuery(ORDERS, seen.size(), EventFilter.ALL, 50, 1 << 20);
      ReadResult result = await(storage().read(query));
      assertWithinLimits(query, result);
      assertThat(result.head()).isGreaterThanOrEqualTo(head);
      head = result.head();
      seen.addAll(offsets(StoredEvent.in(result.events())));
      if (last && result.next() == head) {
        return seen;
      }
    }
  }

  /**
   * Looks at the streams' heads in turn, always another first; returns how many it saw in between.
   */
  private int lookAround(AtomicBoolean done) {
    int between = 0;
    long before = 0;
    for (int look = 0; !done.get(); look++) {
      StreamName stream = STREAMS.get(look % STREAMS.size());
      ReadQuery query = new ReadQuery(stream, before, EventFilter.ALL, 1, 1 << 20);
      long head = await(storage().read(query)).head();
      assertThat(head).as("head of %s", stream).isGreaterThanOrEqualTo(before);
      if (head > before && head < BATCHES_WATCHED) {
        between++;
      }
      before = head;
    }
    return between;
  }
}
