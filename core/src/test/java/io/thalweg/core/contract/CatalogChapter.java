package io.thalweg.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.PartitionStats;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamInfo;
import io.thalweg.core.model.StreamStats;
import io.thalweg.core.spi.GroupWrite;
import io.thalweg.core.spi.WriteBatch;
import io.vertx.core.buffer.Buffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which streams there are and how they are set. */
abstract class CatalogChapter extends ContractChapter {
  private static final StreamConfig EVERYTHING_SET =
      new StreamConfig(7, 3_600_000, 1L << 40, 1L << 41, 60_000);

  CatalogChapter(StorageContract contract, boolean reopens) {
    super(contract, reopens);
  }

  @Test
  void createsAnEmptyStream() {
    long beforeMs = System.currentTimeMillis();

    StreamInfo created = create(ORDERS, EVERYTHING_SET);
    revisit();

    assertThat(created.name()).isEqualTo(ORDERS);
    assertThat(created.config()).isEqualTo(EVERYTHING_SET);
    assertThat(created.generation()).isBetween(0L, (1L << 53) - 1);
    assertThat(created.createdAt()).isBetween(beforeMs - 60_000, beforeMs + 60_000);
    assertThat(created.minOffset()).isZero();
    assertThat(created.head()).isZero();
    assertThat(created.bytes()).isZero();
    assertThat(info(ORDERS)).isEqualTo(created);
  }

  @Test
  void refusesToCreateWhatExistsAndLeavesItAlone() {
    StreamInfo created = create(ORDERS, EVERYTHING_SET);
    append(ORDERS, events(3));
    revisit();

    StreamException refusal = failureOf(storage().createStream(ORDERS, config(1)));

    assertThat(refusal.code()).isEqualTo(ErrorCode.STREAM_EXISTS);
    assertThat(info(ORDERS).config()).isEqualTo(EVERYTHING_SET);
    assertThat(info(ORDERS).generation()).isEqualTo(created.generation());
    assertThat(info(ORDERS).head()).isEqualTo(3);
  }

  @Test
  void refusesWhatNeedsAStreamThatIsMissing() {
    Stream.of(
            storage().stream(MISSING),
            storage().stats(MISSING),
            storage().deleteStream(MISSING),
            storage().alterStream(MISSING, 0, config(1)))
        .forEach(
            answer -> assertThat(failureOf(answer).code()).isEqualTo(ErrorCode.STREAM_NOT_FOUND));
  }

  @Test
  void replacesSettings() {
    StreamInfo created = create(ORDERS, config(3));
    append(ORDERS, events(5));
    StreamInfo before = info(ORDERS);

    StreamInfo altered = await(storage().alterStream(ORDERS, created.generation(), EVERYTHING_SET));
    revisit();

    assertThat(altered.config()).isEqualTo(EVERYTHING_SET);
    assertThat(info(ORDERS)).isEqualTo(altered);
    assertThat(altered)
        .isEqualTo(
            new StreamInfo(
                ORDERS,
                EVERYTHING_SET,
                created.generation(),
                created.createdAt(),
                0,
                5,
                before.bytes()));
  }

  @Test
  void refusesFewerPartitions() {
    StreamInfo created = create(ORDERS, config(3));

    StreamException refusal =
        failureOf(storage().alterStream(ORDERS, created.generation(), config(2)));
    revisit();

    assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(refusal.field()).isEqualTo("partitions");
    assertThat(info(ORDERS)).isEqualTo(created);
  }

  @Test
  void refusesToAlterAnotherIncarnation() {
    StreamInfo first = create(ORDERS);
    await(storage().deleteStream(ORDERS));
    StreamInfo second = create(ORDERS);
    revisit();

    StreamException refusal =
        failureOf(storage().alterStream(ORDERS, first.generation(), EVERYTHING_SET));

    assertThat(refusal.code()).isEqualTo(ErrorCode.STREAM_GENERATION_MISMATCH);
    assertThat(refusal.details()).containsEntry("generation", second.generation());
    assertThat(info(ORDERS)).isEqualTo(second);
  }

  @Test
  void removesAStreamWithItsEventsAndGroups() {
    GroupName group = new GroupName("mailer");
    create(ORDERS);
    append(ORDERS, events(3));
    stored(WriteBatch.of(GroupWrite.create(ORDERS, group, Buffer.buffer("x"), Map.of(0, 1L))));

    await(storage().deleteStream(ORDERS));
    revisit();

    assertThat(failureOf(storage().stream(ORDERS)).code()).isEqualTo(ErrorCode.STREAM_NOT_FOUND);
    assertThat(await(storage().streams("", "", 10))).isEmpty();
    assertThat(refused(appends(to(ORDERS, event("late")))).code())
        .isEqualTo(ErrorCode.STREAM_NOT_FOUND);
    assertThat(failureOf(storage().group(ORDERS, group)).code())
        .isEqualTo(ErrorCode.STREAM_NOT_FOUND);
  }

  @Test
  void createsADeletedStreamAnewAndEmpty() {
    GroupName group = new GroupName("mailer");
    create(ORDERS, config(3));
    append(ORDERS, events(10));
    stored(WriteBatch.of(GroupWrite.create(ORDERS, group, Buffer.buffer("x"), Map.of(0, 1L))));
    await(storage().deleteStream(ORDERS));
    revisit();

    StreamInfo again = create(ORDERS);
    revisit();

    assertThat(again.minOffset()).isZero();
    assertThat(again.head()).isZero();
    assertThat(again.bytes()).isZero();
    assertThat(readAll(ORDERS)).isEmpty();
    assertThat(await(storage().groups(ORDERS))).isEmpty();
    assertThat(append(ORDERS, event("first")).offset(0)).isZero();
  }

  @Test
  void givesEachIncarnationAnotherGeneration() {
    Set<Long> generations = new HashSet<>();
    for (int i = 0; i < 5; i++) {
      generations.add(create(ORDERS).generation());
      await(storage().deleteStream(ORDERS));
      revisit();
    }

    assertThat(generations).hasSize(5);
  }

  @Test
  void leavesOtherStreamsAloneWhenOneIsDeleted() {
    create(ORDERS);
    create(PAYMENTS);
    stored(appends(to(ORDERS, event("a")), to(PAYMENTS, event("b"))));

    await(storage().deleteStream(ORDERS));
    revisit();

    assertThat(contents(readAll(PAYMENTS))).containsExactly(event("b"));
  }

  @Test
  void countsTheBytesOfWhatIsRetained() {
    create(ORDERS);
    append(ORDERS, event("a").withData('"' + "x".repeat(10_000) + '"'));
    long one = info(ORDERS).bytes();
    append(ORDERS, event("a").withData('"' + "x".repeat(10_000) + '"'));
    revisit();

    assertThat(one).isGreaterThanOrEqualTo(10_000);
    assertThat(info(ORDERS).bytes()).isEqualTo(2 * one);
  }

  @Test
  void tellsEachPartitionsShare() {
    create(ORDERS, config(4));
    append(ORDERS, events(2));
    append(ORDERS, event("keyed").withKey("abc"), event("keyed").withKey("abc"));
    revisit();

    StreamStats stats = await(storage().stats(ORDERS));

    List<StoredEvent> all = readAll(ORDERS);
    assertThat(stats.info()).isEqualTo(info(ORDERS));
    assertThat(stats.partitions()).hasSize(4);
    for (PartitionStats partition : stats.partitions()) {
      assertThat(partition).isEqualTo(expectedStats(partition.partition(), all, 4));
    }
    assertThat(stats.partitions().stream().map(PartitionStats::partition))
        .containsExactly(0, 1, 2, 3);
  }

  @Test
  void showsRaisedPartitionsEmpty() {
    create(ORDERS, config(1));
    append(ORDERS, events(3));
    alter(ORDERS, config(3));
    revisit();

    assertThat(await(storage().stats(ORDERS)).partitions())
        .containsExactly(
            new PartitionStats(0, 3, 0, 2),
            new PartitionStats(1, 0, 3, 2),
            new PartitionStats(2, 0, 3, 2));
  }

  private static PartitionStats expectedStats(int partition, List<StoredEvent> all, long head) {
    List<Long> offsets = offsets(all.stream().filter(e -> e.partition() == partition).toList());
    return offsets.isEmpty()
        ? new PartitionStats(partition, 0, head, head - 1)
        : new PartitionStats(
            partition, offsets.size(), offsets.get(0), offsets.get(offsets.size() - 1));
  }
}
