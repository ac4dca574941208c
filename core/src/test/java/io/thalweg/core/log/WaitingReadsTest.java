package io.thalweg.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.contract.InMemoryStorage;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.model.TypePattern;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventBlock;
import io.thalweg.core.record.EventFields;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.spi.EventReader;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WaitingReadsTest {
  private static final StreamName STREAM = new StreamName("s");
  private static final long LONG_MS = 60_000;

  private final Vertx vertx = Vertx.vertx();
  private final InMemoryStorage storage = new InMemoryStorage(vertx);
  private final Context context = vertx.getOrCreateContext();
  private final AtomicInteger reads = new AtomicInteger();
  private WaitingReads waiting;

  @BeforeEach
  void open() {
    await(storage.open());
    await(storage.createStream(STREAM, StreamConfig.DEFAULT));
    waiting = await(on(() -> new WaitingReads(vertx, new CountingReader(storage, reads))));
    storage.onStreamChange(waiting);
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private <T> Future<T> on(Supplier<T> step) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(now -> promise.complete(step.get()));
    return promise.future();
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private Future<ReadResult> read(long from, EventFilter filter, long waitMs) {
    ReadQuery query = new ReadQuery(STREAM, from, filter, 100, 1 << 16);
    return on(() -> waiting.read(query, waitMs)).compose(result -> result);
  }

  private Future<ReadResult> read(long from) {
    return read(from, EventFilter.ALL, LONG_MS);
  }

  private Future<?> publish(String type) {
    EventBatch events = EventBatch.of(new EventFields().type(type).data("1"));
    return storage.write(List.of(WriteBatch.of(StreamAppend.of(STREAM, events))));
  }

  @Test
  void answersAtOnceWithWhatIsThere() {
    await(publish("t"));
    assertThat(await(read(0)).events().count()).isEqualTo(1);
  }

  @Test
  void answersWhenAnEventComes() {
    Future<ReadResult> read = read(0);
    await(on(() -> 0));
    assertThat(read.isComplete()).isFalse();

    await(publish("t"));

    assertThat(await(read).next()).isEqualTo(1);
  }

  @Test
  void waitsOnOverEventsThatAreNotWanted() {
    Future<ReadResult> read = read(0, EventFilter.ALL.withType(new TypePattern("wanted")), LONG_MS);
    await(publish("other"));
    await(publish("other"));
    await(publish("wanted"));

    assertThat(await(read).events().count()).isEqualTo(1);
    assertThat(read.result().next()).isEqualTo(3);
  }

  @Test
  void answersWithNothingWhenItsTimeIsOver() {
    ReadResult result = await(read(0, EventFilter.ALL, 20));
    assertThat(result.events().isEmpty()).isTrue();
    assertThat(result.next()).isZero();
  }

  @Test
  void answersInTimeThoughThereIsAlwaysMoreToLookAt() {
    AtomicInteger looks = new AtomicInteger();
    EventReader endless =
        new CountingReader(storage, looks) {
          @Override
          public Future<ReadResult> read(ReadQuery query) {
            looks.incrementAndGet();
            long next = query.from() + 1;
            Promise<ReadResult> promise = Promise.promise();
            context.runOnContext(
                now ->
                    promise.complete(
                        new ReadResult(EventBlock.empty(), next, 0, Long.MAX_VALUE, 1)));
            return promise.future();
          }
        };
    ReadQuery query = new ReadQuery(STREAM, 0, EventFilter.ALL, 1, 1000);

    ReadResult result =
        await(on(() -> new WaitingReads(vertx, endless).read(query, 50)).compose(read -> read));

    assertThat(result.events().isEmpty()).isTrue();
    assertThat(result.next()).isEqualTo(looks.get());
  }

  @Test
  void answersAReaderAboveTheHeadAtOnce() {
    assertThat(await(read(7)).head()).isZero();
  }

  @Test
  void failsWhenTheStreamIsDeleted() {
    Future<ReadResult> read = read(0);
    await(on(() -> 0));
    await(storage.deleteStream(STREAM));

    Throwable cause = catchCause(read);
    assertThat(((StreamException) cause).code()).isEqualTo(ErrorCode.STREAM_NOT_FOUND);
  }

  @Test
  void failsAllWhoWaitWhenItCloses() {
    List<Future<ReadResult>> all = List.of(read(0), read(0));
    await(on(() -> 0));
    StreamException reason = StreamException.of(ErrorCode.CLOSED, "closing");
    context.runOnContext(now -> waiting.close(reason));

    all.forEach(read -> assertThat(catchCause(read)).isSameAs(reason));
  }

  @Test
  void readsNothingForAStreamThatNobodyWaitsFor() {
    await(storage.createStream(new StreamName("other"), StreamConfig.DEFAULT));
    Future<ReadResult> read = read(0);
    await(on(() -> 0));
    int before = reads.get();
    EventBatch events = EventBatch.of(new EventFields().type("t").data("1"));
    await(storage.write(List.of(WriteBatch.of(StreamAppend.of(new StreamName("other"), events)))));
    await(on(() -> 0));

    assertThat(reads.get()).isEqualTo(before);
    assertThat(read.isComplete()).isFalse();
  }

  @Test
  void neverMissesAChangeThatComesWhileItLooks() {
    for (int round = 0; round < 3_000; round++) {
      Future<ReadResult> read = read(round, EventFilter.ALL, 10_000);
      Future<?> written = publish("t");
      if (round % 3 == 0) {
        written.await();
      }

      ReadResult result = await(read);

      assertThat(result.events().count()).as("round %d", round).isEqualTo(1);
      await(written);
    }
  }

  private static Throwable catchCause(Future<?> failing) {
    await(failing.transform(ended -> Future.succeededFuture()));
    return failing.cause();
  }
}
