package io.thalweg.core.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamInfo;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.spi.AppendResult;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.thalweg.core.spi.StorageSpi;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A chapter of the storage contract: the words that its tests are written in. */
abstract class ContractChapter {
  static final StreamName ORDERS = new StreamName("orders");
  static final StreamName PAYMENTS = new StreamName("payments");
  static final StreamName MISSING = new StreamName("missing");

  private static final long DEADLINE_S = 20;

  private final StorageContract contract;
  private final boolean reopens;

  /**
   * A chapter on a backend.
   *
   * @param reopens whether {@link #revisit()} closes the storage and opens it again
   */
  ContractChapter(StorageContract contract, boolean reopens) {
    this.contract = contract;
    this.reopens = reopens;
  }

  StorageContract contract() {
    return contract;
  }

  StorageSpi storage() {
    return contract.storage();
  }

  Vertx vertx() {
    return contract.vertx();
  }

  /** Stands between what a test does and what it finds: where a storage may be restarted. */
  void revisit() {
    if (reopens) {
      contract.reopenStorage();
    }
  }

  static <T> T await(Future<T> future) {
    try {
      return future.await(DEADLINE_S, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new AssertionError("no answer within " + DEADLINE_S + " s", late);
    }
  }

  static StreamException failureOf(Future<?> future) {
    Throwable failure = catchThrowable(() -> await(future));
    assertThat(failure).isInstanceOf(StreamException.class);
    return (StreamException) failure;
  }

  static void eventually(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_S);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("%s, in time", what).isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** Settings that keep for ever and remember ids for two minutes. */
  static StreamConfig config(int partitions) {
    return new StreamConfig(partitions, 0, 0, 0, 120_000);
  }

  StreamInfo create(StreamName name) {
    return create(name, config(1));
  }

  StreamInfo create(StreamName name, StreamConfig config) {
    return await(storage().createStream(name, config));
  }

  StreamInfo alter(StreamName name, StreamConfig config) {
    return await(storage().alterStream(name, info(name).generation(), config));
  }

  StreamInfo info(StreamName name) {
    return await(storage().stream(name));
  }

  WriteOutcome write(WriteBatch batch) {
    return await(storage().write(List.of(batch))).get(0);
  }

  List<AppendResult> stored(WriteBatch batch) {
    WriteOutcome outcome = write(batch);
    assertThat(outcome.refusal()).isNull();
    assertThat(outcome.isStored()).isTrue();
    assertThat(outcome.appends()).hasSameSizeAs(batch.appends());
    return outcome.appends();
  }

  StreamException refused(WriteBatch batch) {
    WriteOutcome outcome = write(batch);
    assertThat(outcome.isStored()).isFalse();
    assertThat(outcome.appends()).isEmpty();
    return outcome.refusal();
  }

  AppendResult append(StreamName stream, SampleEvent... events) {
    return append(stream, SampleEvent.batch(events));
  }

  AppendResult append(StreamName stream, EventBatch events) {
    AppendResult result = stored(WriteBatch.of(StreamAppend.of(stream, events))).get(0);
    assertThat(result.count()).isEqualTo(events.count());
    return result;
  }

  static WriteBatch appends(StreamAppend... appends) {
    return new WriteBatch(Arrays.asList(appends), List.of());
  }

  static StreamAppend to(StreamName stream, SampleEvent... events) {
    return StreamAppend.of(stream, SampleEvent.batch(events));
  }

  static StreamAppend expecting(long head, StreamName stream, SampleEvent... events) {
    return new StreamAppend(stream, SampleEvent.batch(events), head);
  }

  static SampleEvent event(String type) {
    return SampleEvent.of(type);
  }

  static SampleEvent[] events(int count) {
    return numbered(0, count);
  }

  /** Events whose data are the numbers from {@code first}. */
  static SampleEvent[] numbered(int first, int count) {
    SampleEvent[] events = new SampleEvent[count];
    for (int i = 0; i < count; i++) {
      events[i] = event("numbered").withData(Integer.toString(first + i));
    }
    return events;
  }

  ReadResult read(StreamName stream, long from) {
    return await(storage().read(new ReadQuery(stream, from, EventFilter.ALL, 1_000, 1 << 20)));
  }

  List<StoredEvent> readAll(StreamName stream) {
    return readAll(new ReadQuery(stream, 0, EventFilter.ALL, 1_000, 1 << 20));
  }

  /** Reads on with the query's limits until the head. */
  List<StoredEvent> readAll(ReadQuery query) {
    List<StoredEvent> events = new ArrayList<>();
    ReadQuery step = query;
    while (true) {
      ReadResult result = await(storage().read(step));
      assertWithinLimits(step, result);
      events.addAll(StoredEvent.in(result.events()));
      if (result.next() >= result.head()) {
        return events;
      }
      assertThat(result.next()).as("reading moves on").isGreaterThan(step.from());
      step =
          new ReadQuery(
              query.stream(), result.next(), query.filter(), query.eventsMax(), query.bytesMax());
    }
  }

  static void assertWithinLimits(ReadQuery query, ReadResult result) {
    assertThat(result.events().count()).isLessThanOrEqualTo(query.eventsMax());
    if (result.events().count() > 1) {
      assertThat(result.events().bytes()).isLessThanOrEqualTo(query.bytesMax());
    }
    for (StoredEvent event : StoredEvent.in(result.events())) {
      assertThat(event.offset())
          .isBetween(Math.max(query.from(), result.minOffset()), result.next() - 1)
          .isLessThan(result.head());
    }
  }

  static List<SampleEvent> contents(List<StoredEvent> events) {
    return events.stream().map(StoredEvent::event).toList();
  }

  static List<Long> offsets(List<StoredEvent> events) {
    return events.stream().map(StoredEvent::offset).toList();
  }

  static List<Long> offsets(AppendResult result) {
    List<Long> offsets = new ArrayList<>();
    for (int i = 0; i < result.count(); i++) {
      offsets.add(result.offset(i));
    }
    return offsets;
  }

  static List<Integer> partitions(AppendResult result) {
    List<Integer> partitions = new ArrayList<>();
    for (int i = 0; i < result.count(); i++) {
      partitions.add(result.partition(i));
    }
    return partitions;
  }
}
