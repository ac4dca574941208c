package io.thalweg.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.spi.AppendResult;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Offsets are dense and ascend as batches are stored; timestamps never go back. */
abstract class OrderChapter extends ContractChapter {
  OrderChapter(StorageContract contract, boolean reopens) {
    super(contract, reopens);
  }

  @Test
  void givesOffsetsFromZeroWithoutHoles() {
    create(ORDERS);

    AppendResult first = append(ORDERS, events(3));
    revisit();
    AppendResult second = append(ORDERS, events(2));
    revisit();

    assertThat(offsets(first)).containsExactly(0L, 1L, 2L);
    assertThat(offsets(second)).containsExactly(3L, 4L);
    assertThat(offsets(readAll(ORDERS))).containsExactly(0L, 1L, 2L, 3L, 4L);
    assertThat(info(ORDERS).head()).isEqualTo(5);
  }

  @Test
  void keepsTheOrderOfABatch() {
    create(ORDERS, config(7));

    append(ORDERS, numbered(0, 1_000));
    revisit();

    assertThat(contents(readAll(ORDERS))).containsExactly(numbered(0, 1_000));
  }

  @Test
  void keepsTheOrderOfTheBatchesOfACall() {
    create(ORDERS);
    List<WriteBatch> batches = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      batches.add(appends(to(ORDERS, numbered(2 * i, 2))));
    }

    await(storage().write(batches));
    revisit();

    assertThat(contents(readAll(ORDERS))).containsExactly(numbered(0, 100));
  }

  @Test
  void keepsTheOrderOfCallsOfOneThread() {
    create(ORDERS);
    create(PAYMENTS);
    int calls = Math.min(50, storage().concurrentWritesMax());
    List<Future<List<WriteOutcome>>> answers = new ArrayList<>();

    for (int i = 0; i < calls; i++) {
      answers.add(
          storage()
              .write(
                  List.of(
                      appends(to(ORDERS, numbered(2 * i, 1)), to(PAYMENTS, numbered(i, 1))),
                      appends(to(ORDERS, numbered(2 * i + 1, 1))))));
    }
    answers.forEach(ContractChapter::await);
    revisit();

    assertThat(contents(readAll(ORDERS))).containsExactly(numbered(0, 2 * calls));
    assertThat(contents(readAll(PAYMENTS))).containsExactly(numbered(0, calls));
  }

  @Test
  void acknowledgesThePlacesThatReadersFind() {
    create(ORDERS, config(5));
    SampleEvent[] events = new RandomEvents(1).next(100).toArray(new SampleEvent[0]);

    AppendResult result = append(ORDERS, events);
    revisit();

    List<StoredEvent> found = readAll(ORDERS);
    assertThat(found).hasSize(100);
    for (int i = 0; i < 100; i++) {
      assertThat(result.offset(i)).isEqualTo(found.get(i).offset());
      assertThat(result.partition(i)).isEqualTo(found.get(i).partition());
      assertThat(result.timestamp(i)).isEqualTo(found.get(i).timestamp());
      assertThat(result.repeat(i)).isFalse();
    }
    assertThat(result.repeats()).isZero();
  }

  @Test
  void stampsEventsWithTheTimeAndNeverGoesBack() {
    long startMs = System.currentTimeMillis();
    create(ORDERS);

    for (int i = 0; i < 20; i++) {
      append(ORDERS, events(2));
    }
    revisit();
    append(ORDERS, event("last"));

    List<Long> timestamps = readAll(ORDERS).stream().map(StoredEvent::timestamp).toList();
    assertThat(timestamps).isSorted();
    assertThat(timestamps.get(0)).isBetween(startMs - 60_000, startMs + 60_000);
  }

  @Test
  void numbersTheEventsOfAPartitionWithoutHoles() {
    create(ORDERS, config(3));

    append(ORDERS, new RandomEvents(2).next(40).toArray(new SampleEvent[0]));
    revisit();
    append(ORDERS, new RandomEvents(3).next(40).toArray(new SampleEvent[0]));

    Map<Integer, List<Long>> ordinals = new HashMap<>();
    for (StoredEvent event : readAll(ORDERS)) {
      ordinals.computeIfAbsent(event.partition(), p -> new ArrayList<>()).add(event.ordinal());
    }
    assertThat(ordinals)
        .hasSize(3)
        .allSatisfy(
            (partition, numbers) ->
                assertThat(numbers)
                    .isEqualTo(LongStream.range(0, numbers.size()).boxed().toList()));
  }

  @Test
  void showsReadersWhatWasAcknowledgedBefore() {
    create(ORDERS);
    for (int i = 0; i < 20; i++) {
      append(ORDERS, numbered(i, 1));

      assertThat(offsets(StoredEvent.in(read(ORDERS, i).events()))).containsExactly((long) i);
      assertThat(read(ORDERS, i).head()).isEqualTo(i + 1);
      assertThat(info(ORDERS).head()).isEqualTo(i + 1);
    }
  }
}
