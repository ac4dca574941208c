package io.thalweg.core.contract;

import static io.thalweg.core.contract.ContractChapter.ORDERS;
import static io.thalweg.core.contract.ContractChapter.await;
import static io.thalweg.core.contract.ContractChapter.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.model.Durability;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.thalweg.core.spi.StorageSpi;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The fake keeps the contract, and does what tests tell it. */
class InMemoryStorageTest extends DurableStorageContract {
  private final AtomicLong clock = new AtomicLong(1_000);
  private InMemoryStorage told;

  @Override
  protected StorageSpi newStorage(Vertx vertx) {
    return new InMemoryStorage(vertx);
  }

  @Override
  protected StorageSpi reopen(Vertx vertx, StorageSpi closed) {
    return ((InMemoryStorage) closed).heir();
  }

  @Override
  protected StorageSpi newStorageThatCannotOpen(Vertx vertx) {
    StorageSpi storage = newStorage(vertx);
    await(storage.open());
    return storage;
  }

  @BeforeEach
  void openStorageThatIsTold() {
    told = new InMemoryStorage(vertx(), clock::get);
    await(told.open());
    await(told.createStream(ORDERS, StreamConfig.DEFAULT));
  }

  @Test
  void promisesNoMoreThanMemory() {
    assertThat(told.durability()).isEqualTo(Durability.MEMORY);
  }

  @Test
  void stampsWithTheClockThatItWasGivenAndNeverGoesBack() {
    clock.set(5_000);
    await(publish("a"));
    clock.set(4_000);
    await(publish("b"));
    clock.set(5_001);
    await(publish("c"));

    assertThat(StoredEvent.in(readAll().events()).stream().map(StoredEvent::timestamp))
        .containsExactly(5_000L, 5_000L, 5_001L);
  }

  @Test
  void holdsWritesBackInTheirOrder() {
    told.holdWrites();
    Future<List<WriteOutcome>> first = publish("first");
    Future<List<WriteOutcome>> second = publish("second");
    assertThat(told.heldWrites()).isEqualTo(2);
    assertThat(readAll().head()).isZero();

    told.releaseWrites();

    assertThat(await(first).get(0).appends().get(0).offset(0)).isZero();
    assertThat(await(second).get(0).appends().get(0).offset(0)).isEqualTo(1);
    assertThat(told.heldWrites()).isZero();
  }

  @Test
  void endsHeldWritesWhenItCloses() {
    told.holdWrites();
    Future<List<WriteOutcome>> held = publish("held");

    await(told.close());

    assertThat(await(held).get(0).isStored()).isTrue();
  }

  @Test
  void holdsReadsBack() {
    await(publish("a"));
    told.holdReads();
    Future<ReadResult> held = told.read(new ReadQuery(ORDERS, 0, EventFilter.ALL, 10, 1_000));
    await(publish("b"));
    assertThat(held.isComplete()).isFalse();
    assertThat(told.heldReads()).isEqualTo(1);

    told.releaseReads();

    assertThat(await(held).head()).isEqualTo(2);
  }

  @Test
  void failsTheNextWritesAndStoresNothingOfThem() {
    told.failNextWrites(2, ErrorCode.OVERLOADED);

    assertThat(failureOf(publish("a")).code()).isEqualTo(ErrorCode.OVERLOADED);
    assertThat(failureOf(publish("b")).code()).isEqualTo(ErrorCode.OVERLOADED);
    assertThat(await(publish("c")).get(0).isStored()).isTrue();
    assertThat(readAll().head()).isEqualTo(1);
  }

  @Test
  void storesAWriteWhoseAnswerItLoses() {
    told.loseNextAnswers(1, ErrorCode.UNAVAILABLE);

    assertThat(failureOf(publish("a")).code()).isEqualTo(ErrorCode.UNAVAILABLE);

    assertThat(readAll().head()).isEqualTo(1);
  }

  @Test
  void closesTheDoorForWritesAndGoesOnReading() {
    await(publish("a"));
    told.failNextWrites(1, ErrorCode.WRITES_CLOSED);

    assertThat(failureOf(publish("b")).code()).isEqualTo(ErrorCode.WRITES_CLOSED);

    assertThat(failureOf(publish("c")).code()).isEqualTo(ErrorCode.WRITES_CLOSED);
    assertThat(told.health().writes()).isFalse();
    assertThat(told.health().reads()).isTrue();
    assertThat(readAll().events().count()).isEqualTo(1);
  }

  @Test
  void failsTheNextReads() {
    told.failNextReads(1, ErrorCode.CORRUPT);

    ReadQuery query = new ReadQuery(ORDERS, 0, EventFilter.ALL, 10, 1_000);

    assertThat(failureOf(told.read(query)).code()).isEqualTo(ErrorCode.CORRUPT);
    assertThat(await(told.read(query)).head()).isZero();
  }

  @Test
  void saysHowManyWritesItWants() {
    told.limitConcurrentWrites(1);

    assertThat(told.concurrentWritesMax()).isEqualTo(1);
  }

  private Future<List<WriteOutcome>> publish(String type) {
    return told.write(
        List.of(WriteBatch.of(StreamAppend.of(ORDERS, SampleEvent.batch(SampleEvent.of(type))))));
  }

  private ReadResult readAll() {
    return await(told.read(new ReadQuery(ORDERS, 0, EventFilter.ALL, 100, 10_000)));
  }
}
