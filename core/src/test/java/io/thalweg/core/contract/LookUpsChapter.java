package io.thalweg.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Offsets by time, and exact counts. */
abstract class LookUpsChapter extends ContractChapter {
  LookUpsChapter(StorageContract contract, boolean reopens) {
    super(contract, reopens);
  }

  @Test
  void findsTheFirstOffsetAtOrAfterATime() {
    create(ORDERS, config(3));
    fillOverTime(ORDERS);
    revisit();

    List<StoredEvent> all = readAll(ORDERS);
    assertThat(all.get(0).timestamp()).isLessThan(all.get(all.size() - 1).timestamp());
    for (StoredEvent event : all) {
      for (long time = event.timestamp() - 1; time <= event.timestamp() + 1; time++) {
        assertThat(await(storage().offsetAtTime(ORDERS, time)))
            .isEqualTo(firstAtOrAfter(all, time));
      }
    }
  }

  @Test
  void findsTheEndsForTimesBeforeAndAfterEverything() {
    create(ORDERS);
    append(ORDERS, events(10));
    revisit();

    for (long early : new long[] {Long.MIN_VALUE, -1, 0, 1}) {
      assertThat(await(storage().offsetAtTime(ORDERS, early))).isZero();
    }
    for (long late : new long[] {System.currentTimeMillis() + 1_000_000, Long.MAX_VALUE}) {
      assertThat(await(storage().offsetAtTime(ORDERS, late))).isEqualTo(10);
    }
  }

  @Test
  void findsTheHeadOfAnEmptyStreamAtAnyTime() {
    create(ORDERS);

    assertThat(await(storage().offsetAtTime(ORDERS, 0))).isZero();
    assertThat(await(storage().offsetAtTime(ORDERS, System.currentTimeMillis()))).isZero();
  }

  @Test
  void findsTheOldestOffsetForATimeThatRetentionPassed() {
    create(ORDERS, new StreamConfig(1, 0, 0, 3, 0));
    append(ORDERS, events(10));
    await(storage().enforceRetention(0));
    revisit();

    assertThat(await(storage().offsetAtTime(ORDERS, 0))).isEqualTo(7);
  }

  @Test
  void countsTheEventsOfEachPartitionFromAnOffset() {
    create(ORDERS, config(3));
    append(ORDERS, SampleEvent.batch(new RandomEvents(8).next(100)));
    revisit();

    assertCounts();
  }

  @Test
  void countsWhatRetentionLeft() {
    create(ORDERS, new StreamConfig(3, 0, 0, 30, 0));
    append(ORDERS, SampleEvent.batch(new RandomEvents(9).next(100)));
    await(storage().enforceRetention(0));
    revisit();

    assertCounts();
  }

  @Test
  void countsOnlyThePartitionsAskedFor() {
    create(ORDERS, config(3));
    append(ORDERS, events(9));
    revisit();

    assertThat(await(storage().countFrom(ORDERS, Map.of(2, 0L)))).isEqualTo(Map.of(2, 3L));
    assertThat(await(storage().countFrom(ORDERS, Map.of()))).isEmpty();
  }

  @Test
  void countsNothingInPartitionsThatDoNotExist() {
    create(ORDERS);
    append(ORDERS, events(9));

    assertThat(await(storage().countFrom(ORDERS, Map.of(0, 5L, 1, 0L, 9_999, 0L))))
        .isEqualTo(Map.of(0, 4L, 1, 0L, 9_999, 0L));
  }

  @Test
  void countsNothingFromTheHeadOn() {
    create(ORDERS);
    append(ORDERS, events(9));
    revisit();

    for (long from : new long[] {9, 10, Long.MAX_VALUE}) {
      assertThat(await(storage().countFrom(ORDERS, Map.of(0, from)))).isEqualTo(Map.of(0, 0L));
    }
  }

  @Test
  void refusesAMissingStream() {
    assertThat(failureOf(storage().offsetAtTime(MISSING, 0)).code())
        .isEqualTo(ErrorCode.STREAM_NOT_FOUND);
    assertThat(failureOf(storage().countFrom(MISSING, Map.of(0, 0L))).code())
        .isEqualTo(ErrorCode.STREAM_NOT_FOUND);
  }

  private void assertCounts() {
    List<StoredEvent> all = readAll(ORDERS);
    for (long from = 0; from <= 101; from += 1 + from / 10) {
      Map<Integer, Long> counts =
          await(storage().countFrom(ORDERS, Map.of(0, from, 1, from, 2, from)));
      long start = from;
      for (int partition = 0; partition < 3; partition++) {
        int counted = partition;
        assertThat(counts.get(partition))
            .isEqualTo(
                all.stream().filter(e -> e.partition() == counted && e.offset() >= start).count());
      }
    }
  }

  private static long firstAtOrAfter(List<StoredEvent> all, long time) {
    return all.stream()
        .filter(event -> event.timestamp() >= time)
        .mapToLong(StoredEvent::offset)
        .findFirst()
        .orElse(all.size());
  }

  /** Appends until the events have three timestamps or more. */
  private void fillOverTime(StreamName stream) {
    long[] stamps = {append(stream, events(3)).timestamp(0), 0};
    eventually(
        "timestamps move on",
        () -> {
          long timestamp = append(stream, events(2)).timestamp(0);
          stamps[1] += timestamp > stamps[0] ? 1 : 0;
          stamps[0] = timestamp;
          return stamps[1] >= 2;
        });
  }
}
