package io.thalweg.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.TypePattern;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.spi.ReadQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Reads of some partitions, from a start of its own in each, and of some types. */
abstract class FiltersChapter extends ContractChapter {
  private static final int PARTITIONS = 5;
  private static final String[] TYPES = {
    "user", "user.signup", "user.login", "user.login.failed", "order.paid", "order", "*",
  };

  FiltersChapter(StorageContract contract, boolean reopens) {
    super(contract, reopens);
  }

  @Test
  void readsOnePartition() {
    fill(config(PARTITIONS));

    for (int partition = 0; partition < PARTITIONS; partition++) {
      int wanted = partition;
      assertReads(EventFilter.partition(partition), event -> event.partition() == wanted);
    }
  }

  @Test
  void findsNothingInAPartitionThatDoesNotExist() {
    fill(config(PARTITIONS));

    assertReads(EventFilter.partition(PARTITIONS + 3), event -> false);
  }

  @Test
  void readsEachPartitionFromItsOwnStart() {
    fill(config(PARTITIONS));
    long[] starts = {0, 150, -1, 299, 77};

    assertReads(
        EventFilter.starts(starts),
        event -> starts[event.partition()] >= 0 && event.offset() >= starts[event.partition()]);
  }

  @Test
  void wantsNothingOfPartitionsBeyondTheStarts() {
    fill(config(PARTITIONS));

    assertReads(
        EventFilter.starts(new long[] {-1, 10}),
        event -> event.partition() == 1 && event.offset() >= 10);
  }

  @Test
  void mayWantNothingAtAll() {
    fill(config(PARTITIONS));

    assertReads(EventFilter.starts(new long[] {-1, -1}), event -> false);
  }

  @Test
  void readsTypesThatFitAPattern() {
    fill(config(PARTITIONS));

    assertReadsTypes("user.signup", "user.signup");
    assertReadsTypes("user.*", "user.signup", "user.login");
    assertReadsTypes("user.>", "user.signup", "user.login", "user.login.failed");
    assertReadsTypes("*", "user", "order", "*");
    assertReadsTypes("*.*.failed", "user.login.failed");
    assertReadsTypes(">", TYPES);
    assertReadsTypes("nobody");
  }

  @Test
  void readsTypesOfSomePartitions() {
    fill(config(PARTITIONS));
    TypePattern pattern = new TypePattern("user.>");

    assertReads(
        EventFilter.starts(new long[] {50, -1, 0}).withType(pattern),
        event ->
            (event.partition() == 2 || (event.partition() == 0 && event.offset() >= 50))
                && pattern.matches(event.event().type()));
  }

  @Test
  void filtersWhatRetentionLeft() {
    fill(new StreamConfig(PARTITIONS, 0, 0, 100, 0));
    await(storage().enforceRetention(0));
    revisit();

    assertThat(info(ORDERS).minOffset()).isEqualTo(200);
    assertReads(EventFilter.partition(2), event -> event.partition() == 2);
    assertReads(
        EventFilter.ALL.withType(new TypePattern("order.*")),
        event -> event.event().type().equals("order.paid"));
  }

  @Test
  void passesOverManyEventsThatNobodyWants() {
    create(ORDERS, config(2));
    append(ORDERS, event("needle").withKey("k"));
    for (int i = 0; i < 25; i++) {
      append(ORDERS, events(1_000));
    }
    append(ORDERS, event("needle").withKey("k"));
    revisit();

    ReadQuery query =
        new ReadQuery(ORDERS, 0, EventFilter.ALL.withType(new TypePattern("needle")), 10, 1 << 20);

    assertThat(offsets(readAll(query))).containsExactly(0L, 25_001L);
  }

  private void assertReadsTypes(String pattern, String... types) {
    assertReads(
        EventFilter.ALL.withType(new TypePattern(pattern)),
        event -> List.of(types).contains(event.event().type()));
  }

  /** Whatever the limits and wherever it starts, a filtered read is the filter of the whole. */
  private void assertReads(EventFilter filter, Predicate<StoredEvent> wanted) {
    List<StoredEvent> all = readAll(ORDERS);
    for (int[] limits : new int[][] {{1, 1 << 20}, {13, 700}, {1_000, 1}, {1_000, 1 << 20}}) {
      ReadQuery query = new ReadQuery(ORDERS, 0, filter, limits[0], limits[1]);
      assertThat(readAll(query)).isEqualTo(all.stream().filter(wanted).toList());
    }
    for (long from : new long[] {1, 99, 250, 299, 300}) {
      ReadQuery query = new ReadQuery(ORDERS, from, filter, 20, 1 << 20);
      assertThat(readAll(query))
          .isEqualTo(all.stream().filter(e -> e.offset() >= from).filter(wanted).toList());
    }
  }

  /** 300 events over all partitions, in batches of different sizes. */
  private void fill(StreamConfig config) {
    create(ORDERS, config);
    Random random = new Random(7);
    List<SampleEvent> events = new ArrayList<>();
    IntStream.range(0, 300)
        .forEach(
            i -> {
              SampleEvent event =
                  event(TYPES[random.nextInt(TYPES.length)]).withData(Integer.toString(i));
              events.add(random.nextBoolean() ? event.withKey("key" + random.nextInt(20)) : event);
            });
    for (int at = 0, size = 1; at < events.size(); at += size, size += 7) {
      append(ORDERS, SampleEvent.batch(events.subList(at, Math.min(at + size, events.size()))));
    }
    revisit();
  }
}
