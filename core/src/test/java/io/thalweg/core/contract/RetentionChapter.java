package io.thalweg.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.PartitionStats;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamInfo;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.GroupWrite;
import io.thalweg.core.spi.WriteBatch;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is kept, and the numbers of what is left. */
abstract class RetentionChapter extends ContractChapter {
  private static final long YEARS_MS = 100_000_000_000L;

  RetentionChapter(StorageContract contract, boolean reopens) {
    super(contract, reopens);
  }

  @Test
  void keepsTheNewestEvents() {
    create(ORDERS, keepingEvents(3, 4));
    append(ORDERS, numbered(0, 10));

    enforce(0);
    revisit();

    assertThat(contents(readAll(ORDERS))).containsExactly(numbered(6, 4));
    assertRetained(ORDERS, 6, 10);
  }

  @Test
  void keepsAsManyEventsAsTheLimitSays() {
    create(ORDERS, keepingEvents(1, 4));
    append(ORDERS, numbered(0, 4));

    enforce(0);

    assertRetained(ORDERS, 0, 4);
  }

  @Test
  void removesOneEventAtATimeAsNewOnesCome() {
    create(ORDERS, keepingEvents(2, 3));
    for (int i = 0; i < 10; i++) {
      append(ORDERS, numbered(i, 1));
      enforce(0);

      assertRetained(ORDERS, Math.max(0, i - 2), i + 1);
    }
    revisit();
    assertRetained(ORDERS, 7, 10);
  }

  @Test
  void removesEventsThatAreOlderThanTheLimit() {
    create(ORDERS, new StreamConfig(2, 5_000, 0, 0, 0));
    long oldMs = append(ORDERS, numbered(0, 5)).timestamp(0);
    long youngMs = appendLater(oldMs);

    enforce(youngMs + 5_000);
    revisit();

    assertRetained(ORDERS, 5, 6);
  }

  @Test
  void keepsEventsUpToTheLimitOfAge() {
    create(ORDERS, new StreamConfig(1, 5_000, 0, 0, 0));
    long timestamp = append(ORDERS, events(5)).timestamp(0);

    enforce(timestamp + 5_000);
    assertRetained(ORDERS, 0, 5);
    enforce(timestamp + 5_001);
    revisit();

    assertRetained(ORDERS, 5, 5);
  }

  @Test
  void keepsNoMoreBytesThanTheLimitAndNoEventLess() {
    create(ORDERS, config(2));
    append(ORDERS, SampleEvent.batch(new RandomEvents(10).next(50)));
    StreamInfo full = info(ORDERS);

    long limit = full.bytes() / 2;
    alter(ORDERS, new StreamConfig(2, 0, limit, 0, 0));
    enforce(0);
    revisit();

    StreamInfo kept = info(ORDERS);
    assertThat(kept.bytes()).isLessThanOrEqualTo(limit);
    assertThat(kept.messageCount()).isBetween(1L, 49L);
    assertRetained(ORDERS, kept.minOffset(), 50);
    assertThat(bytesFrom(kept.minOffset() - 1)).isGreaterThan(limit);
  }

  @Test
  void keepsWhatFitsTheLimitOfBytesExactly() {
    create(ORDERS, config(1));
    append(ORDERS, events(10));
    long bytes = info(ORDERS).bytes();

    alter(ORDERS, new StreamConfig(1, 0, bytes, 0, 0));
    enforce(0);
    assertRetained(ORDERS, 0, 10);
    alter(ORDERS, new StreamConfig(1, 0, bytes - 1, 0, 0));
    enforce(0);
    revisit();

    assertRetained(ORDERS, 1, 10);
  }

  @Test
  void removesEvenTheLastEventIfItIsTooLargeOrTooOld() {
    create(ORDERS, new StreamConfig(1, 0, 1, 0, 0));
    create(PAYMENTS, new StreamConfig(1, 1, 0, 0, 0));
    append(ORDERS, event("large"));
    append(PAYMENTS, event("old"));

    enforce(System.currentTimeMillis() + YEARS_MS);
    revisit();

    assertRetained(ORDERS, 1, 1);
    assertRetained(PAYMENTS, 1, 1);
  }

  @Test
  void removesAsSoonAsAnyLimitIsPassed() {
    create(ORDERS, new StreamConfig(1, YEARS_MS, 1L << 50, 3, 0));
    append(ORDERS, events(5));

    enforce(System.currentTimeMillis());
    revisit();

    assertRetained(ORDERS, 2, 5);
  }

  @Test
  void keepsForEverWithoutLimits() {
    create(ORDERS, config(1));
    append(ORDERS, events(5));

    enforce(System.currentTimeMillis() + YEARS_MS);
    revisit();

    assertRetained(ORDERS, 0, 5);
  }

  @Test
  void keepsEverythingUntilItIsEnforced() {
    create(ORDERS, keepingEvents(1, 1));

    append(ORDERS, numbered(0, 5));
    revisit();

    assertThat(contents(readAll(ORDERS))).endsWith(numbered(4, 1));
    assertThat(info(ORDERS).head()).isEqualTo(5);
  }

  @Test
  void holdsEachStreamToItsOwnLimits() {
    create(ORDERS, keepingEvents(1, 2));
    create(PAYMENTS, keepingEvents(1, 3));
    stored(appends(to(ORDERS, events(5)), to(PAYMENTS, events(5))));

    enforce(0);
    revisit();

    assertRetained(ORDERS, 3, 5);
    assertRetained(PAYMENTS, 2, 5);
  }

  @Test
  void takesNewLimitsAtTheNextEnforcement() {
    create(ORDERS, keepingEvents(1, 5));
    append(ORDERS, events(10));
    enforce(0);

    alter(ORDERS, keepingEvents(1, 2));
    enforce(0);
    alter(ORDERS, config(1));
    enforce(0);
    revisit();

    assertRetained(ORDERS, 8, 10);
  }

  @Test
  void goesOnCountingBehindAnEmptiedStream() {
    create(ORDERS, new StreamConfig(3, 1, 0, 0, 0));
    append(ORDERS, events(7));
    enforce(System.currentTimeMillis() + YEARS_MS);
    revisit();
    assertRetained(ORDERS, 7, 7);
    assertThat(info(ORDERS).bytes()).isZero();

    assertThat(append(ORDERS, event("next")).offset(0)).isEqualTo(7);
    revisit();

    assertRetained(ORDERS, 7, 8);
    assertThat(readAll(ORDERS).get(0).ordinal()).isBetween(2L, 3L);
  }

  @Test
  void doesNothingASecondTime() {
    create(ORDERS, keepingEvents(3, 4));
    append(ORDERS, events(10));
    enforce(0);
    StreamInfo once = info(ORDERS);

    enforce(0);
    revisit();

    assertThat(info(ORDERS)).isEqualTo(once);
  }

  @Test
  void leavesCommittedOffsetsWhereTheyAre() {
    GroupName group = new GroupName("mailer");
    create(ORDERS, keepingEvents(1, 2));
    append(ORDERS, events(10));
    stored(WriteBatch.of(GroupWrite.create(ORDERS, group, Buffer.buffer(), Map.of(0, 3L))));

    enforce(0);
    revisit();

    assertThat(await(storage().group(ORDERS, group)).committed()).containsEntry(0, 3L);
  }

  @Test
  void goesOnWhileEventsAreWritten() {
    create(ORDERS, keepingEvents(2, 10));
    append(ORDERS, numbered(0, 500));

    for (int i = 0; i < 20; i++) {
      Future<Void> enforced = storage().enforceRetention(0);
      append(ORDERS, numbered(500 + i, 1));
      await(enforced);
    }
    enforce(0);
    revisit();

    assertThat(contents(readAll(ORDERS))).containsExactly(numbered(510, 10));
    assertRetained(ORDERS, 510, 520);
  }

  private void enforce(long nowMs) {
    await(storage().enforceRetention(nowMs));
  }

  private static StreamConfig keepingEvents(int partitions, long events) {
    return new StreamConfig(partitions, 0, 0, events, 0);
  }

  /** Appends one event whose timestamp is above {@code timestamp}; returns it. */
  private long appendLater(long timestamp) {
    eventually("time goes on", () -> System.currentTimeMillis() > timestamp + 2);
    long later = append(ORDERS, event("later")).timestamp(0);
    assertThat(later).isGreaterThan(timestamp);
    return later;
  }

  /** What the retained events from an offset on took before anything was removed. */
  private long bytesFrom(long offset) {
    create(PAYMENTS, config(2));
    List<SampleEvent> all = new RandomEvents(10).next(50);
    append(PAYMENTS, SampleEvent.batch(all.subList((int) offset, all.size())));
    return info(PAYMENTS).bytes();
  }

  /** Every way to ask says the same: events from {@code min} to the head, exactly. */
  private void assertRetained(StreamName stream, long min, long head) {
    List<StoredEvent> events = readAll(stream);
    assertThat(events).hasSize((int) (head - min));
    assertThat(events).allMatch(event -> event.offset() >= min && event.offset() < head);
    StreamInfo info = info(stream);
    assertThat(info.minOffset()).isEqualTo(min);
    assertThat(info.head()).isEqualTo(head);
    for (PartitionStats partition : await(storage().stats(stream)).partitions()) {
      List<Long> offsets =
          offsets(events.stream().filter(e -> e.partition() == partition.partition()).toList());
      long first = offsets.isEmpty() ? head : offsets.get(0);
      long last = offsets.isEmpty() ? head - 1 : offsets.get(offsets.size() - 1);
      assertThat(partition)
          .isEqualTo(new PartitionStats(partition.partition(), offsets.size(), first, last));
      assertThat(await(storage().countFrom(stream, Map.of(partition.partition(), 0L))))
          .isEqualTo(Map.of(partition.partition(), (long) offsets.size()));
    }
  }
}
