package io.thalweg.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.AppendResult;
import io.thalweg.core.spi.GroupWrite;
import io.thalweg.core.spi.ProducerStamp;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A stamped batch is stored once, in its producer's order, and by its newest epoch only. */
abstract class ProducersChapter extends ContractChapter {
  private static final long LONG_MS = 3_600_000;
  private static final long SHORT_MS = 50;
  private static final GroupName MAILER = new GroupName("mailer");

  ProducersChapter(StorageContract contract, boolean reopens) {
    super(contract, reopens);
  }

  @Test
  void answersARepeatWithThePlacesOfTheFirst() {
    create(ORDERS, config(8));
    append(ORDERS, events(3));
    WriteBatch batch =
        appends(to(ORDERS, event("a").withKey("x"), event("b"), event("c"))).stamped(by(0, 0, 3));
    AppendResult first = stored(batch).get(0);
    append(ORDERS, events(2));
    revisit();

    WriteOutcome again = write(batch);

    assertThat(first.repeats()).isZero();
    assertThat(again.repeated()).isTrue();
    AppendResult result = again.appends().get(0);
    assertThat(result.repeats()).isEqualTo(3);
    assertThat(result.repeat(1)).isTrue();
    assertSamePlaces(result, first);
    assertThat(info(ORDERS).head()).isEqualTo(8);
  }

  @Test
  void takesTheNumbersInTheirOrder() {
    create(ORDERS);
    stored(numbered(0, 0, 2));
    revisit();
    stored(numbered(0, 2, 1));
    revisit();

    StreamException gap = refused(numbered(0, 4, 1));
    StreamException overlap = refused(numbered(0, 1, 2));
    StreamException another = refused(numbered(0, 0, 1));

    for (StreamException refusal : List.of(gap, overlap, another)) {
      assertThat(refusal.code()).isEqualTo(ErrorCode.OUT_OF_SEQUENCE);
      assertThat(refusal.details()).isEqualTo(Map.of("epoch", 0L, "next_sequence", 3L));
    }
    assertThat(info(ORDERS).head()).isEqualTo(3);
    assertThat(write(numbered(0, 3, 1)).repeated()).isFalse();
  }

  @Test
  void letsAnUnknownProducerStartWithItsFirstNumberOnly() {
    create(ORDERS);

    StreamException refusal = refused(numbered(7, 1, 1));

    assertThat(refusal.code()).isEqualTo(ErrorCode.OUT_OF_SEQUENCE);
    assertThat(refusal.details()).isEqualTo(Map.of("epoch", 0L, "next_sequence", 0L));
    stored(numbered(7, 0, 1));
  }

  @Test
  void fencesAnEpochThatIsPast() {
    create(ORDERS);
    stored(numbered(3, 0, 2));
    stored(numbered(5, 2, 1));
    revisit();

    StreamException zombie = refused(numbered(4, 3, 1));
    StreamException repeating = refused(numbered(3, 0, 2));

    for (StreamException refusal : List.of(zombie, repeating)) {
      assertThat(refusal.code()).isEqualTo(ErrorCode.PRODUCER_FENCED);
      assertThat(refusal.details()).isEqualTo(Map.of("epoch", 5L, "next_sequence", 3L));
    }
    assertThat(info(ORDERS).head()).isEqualTo(3);
  }

  @Test
  void answersARepeatOfABatchOfAnEarlierEpoch() {
    create(ORDERS);
    AppendResult first = stored(numbered(0, 0, 2)).get(0);
    stored(announcing(1, 2));
    revisit();

    WriteOutcome again = write(numbered(1, 0, 2));

    assertThat(again.repeated()).isTrue();
    assertSamePlaces(again.appends().get(0), first);
  }

  @Test
  void letsOneOfTwoAnnounceTheSameEpoch() {
    create(ORDERS);
    stored(numbered(0, 0, 1));
    WriteBatch announcement = announcing(1, 1);

    List<WriteOutcome> outcomes = await(storage().write(List.of(announcement, announcement)));
    revisit();

    assertThat(outcomes.get(0).isStored()).isTrue();
    assertThat(outcomes.get(0).repeated()).isFalse();
    assertThat(outcomes.get(1).refusal().code()).isEqualTo(ErrorCode.PRODUCER_FENCED);
    assertThat(outcomes.get(1).refusal().details()).containsEntry("epoch", 1L);
    assertThat(refused(numbered(0, 1, 1)).code()).isEqualTo(ErrorCode.PRODUCER_FENCED);
    stored(numbered(1, 1, 1));
  }

  @Test
  void answersRepeatsOfTheLastBatchesOnly() {
    create(ORDERS);
    for (int i = 0; i <= ProducerStamp.BATCHES_KEPT; i++) {
      stored(numbered(0, i, 1));
    }
    revisit();

    assertThat(refused(numbered(0, 0, 1)).code()).isEqualTo(ErrorCode.OUT_OF_SEQUENCE);
    for (int i = 1; i <= ProducerStamp.BATCHES_KEPT; i++) {
      WriteOutcome again = write(numbered(0, i, 1));
      assertThat(again.repeated()).isTrue();
      assertThat(again.appends().get(0).offset(0)).isEqualTo(i);
    }
    assertThat(info(ORDERS).head()).isEqualTo(ProducerStamp.BATCHES_KEPT + 1);
  }

  @Test
  void findsARepeatInTheSameCall() {
    create(ORDERS);
    WriteBatch first = numbered(0, 0, 2);
    WriteBatch second = numbered(0, 2, 1);

    List<WriteOutcome> outcomes =
        await(storage().write(List.of(first, first, second, numbered(0, 9, 1), second)));

    assertThat(outcomes.stream().map(WriteOutcome::isStored))
        .containsExactly(true, true, true, false, true);
    assertThat(outcomes.stream().map(WriteOutcome::repeated))
        .containsExactly(false, true, false, false, true);
    assertThat(outcomes.get(1).appends().get(0).offset(1)).isEqualTo(1);
    assertThat(info(ORDERS).head()).isEqualTo(3);
  }

  @Test
  void keepsProducersAndTheirStreamsApart() {
    create(ORDERS);
    create(PAYMENTS);
    stored(numbered(4, 0, 2));
    revisit();

    stored(appends(to(ORDERS, event("a"))).stamped(stamp(ORDERS, "another", 0, 0, 1)));
    stored(appends(to(PAYMENTS, event("a"))).stamped(stamp(PAYMENTS, "writer", 0, 0, 1)));

    assertThat(info(ORDERS).head()).isEqualTo(3);
    assertThat(info(PAYMENTS).head()).isEqualTo(1);
  }

  @Test
  void repeatsAWriteToSeveralStreamsAndGroupsWhole() {
    create(ORDERS, config(2));
    create(PAYMENTS);
    stored(WriteBatch.of(GroupWrite.create(ORDERS, MAILER, Buffer.buffer(), Map.of())));
    WriteBatch batch =
        new WriteBatch(
            List.of(to(PAYMENTS, event("a"), event("b")), expecting(0, ORDERS, event("c"))),
            List.of(GroupWrite.commit(ORDERS, MAILER, 0, Map.of(0, 7L))),
            by(0, 0, 1));
    List<AppendResult> first = stored(batch);
    stored(
        WriteBatch.of(
            new GroupWrite(
                ORDERS, MAILER, GroupWrite.Kind.SEEK, 0, 1, Buffer.buffer(), Map.of(0, 3L))));
    revisit();

    WriteOutcome again = write(batch);

    assertThat(again.repeated()).isTrue();
    assertSamePlaces(again.appends().get(0), first.get(0));
    assertSamePlaces(again.appends().get(1), first.get(1));
    assertThat(info(ORDERS).head()).isEqualTo(1);
    assertThat(await(storage().group(ORDERS, MAILER)).committed()).isEqualTo(Map.of(0, 3L));
  }

  @Test
  void repeatsAWriteOfGroupsOnly() {
    create(ORDERS);
    stored(WriteBatch.of(GroupWrite.create(ORDERS, MAILER, Buffer.buffer(), Map.of())));
    WriteBatch batch =
        WriteBatch.of(GroupWrite.commit(ORDERS, MAILER, 0, Map.of(0, 7L))).stamped(by(0, 0, 1));
    stored(batch);
    revisit();

    WriteOutcome again = write(batch);

    assertThat(again.isStored()).isTrue();
    assertThat(again.repeated()).isTrue();
    assertThat(again.appends()).isEmpty();
  }

  @Test
  void takesNoBatchOfAnotherShapeForARepeat() {
    create(ORDERS);
    create(PAYMENTS);
    stored(appends(to(ORDERS, events(3)), to(PAYMENTS, events(1))).stamped(by(0, 0, 1)));
    revisit();

    StreamException fewer = refused(appends(to(ORDERS, events(3))).stamped(by(0, 0, 1)));
    StreamException otherwise =
        refused(appends(to(ORDERS, events(2)), to(PAYMENTS, events(2))).stamped(by(0, 0, 1)));

    assertThat(fewer.code()).isEqualTo(ErrorCode.OUT_OF_SEQUENCE);
    assertThat(otherwise.code()).isEqualTo(ErrorCode.OUT_OF_SEQUENCE);
    assertThat(info(ORDERS).head()).isEqualTo(3);
  }

  @Test
  void leavesTheProducerAsItWasIfTheBatchIsRefused() {
    create(ORDERS);
    stored(numbered(0, 0, 1));

    StreamException refusal =
        refused(appends(expecting(7, ORDERS, event("a"))).stamped(by(1, 1, 1)));
    revisit();

    assertThat(refusal.code()).isEqualTo(ErrorCode.HEAD_MISMATCH);
    stored(numbered(0, 1, 1));
  }

  @Test
  void refusesAStampOnAMissingStream() {
    create(ORDERS);

    StreamException refusal =
        refused(appends(to(ORDERS, event("a"))).stamped(stamp(MISSING, "writer", 0, 0, 1)));

    assertThat(refusal.code()).isEqualTo(ErrorCode.STREAM_NOT_FOUND);
    assertThat(info(ORDERS).head()).isZero();
  }

  @Test
  void answersARepeatOfABatchOfEqualIdsWhateverItsOwnIdsAre() {
    create(ORDERS);
    ProducerStamp stamp = by(0, 0, 3);
    StreamAppend equal = to(ORDERS, event("x"), event("a").withId("a"), event("b").withId("a"));
    AppendResult first = stored(appends(equal).stamped(stamp)).get(0);
    revisit();
    StreamAppend others = to(ORDERS, event("x"), event("a").withId("a"), event("b").withId("b"));

    List<WriteOutcome> outcomes =
        await(
            storage()
                .write(
                    List.of(appends(others).stamped(stamp), appends(to(ORDERS, event("other"))))));

    assertThat(outcomes.get(0).repeated()).isTrue();
    assertSamePlaces(outcomes.get(0).appends().get(0), first);
    assertThat(outcomes.get(1).isStored()).isTrue();
    assertThat(info(ORDERS).head()).isEqualTo(3);
  }

  @Test
  void findsIdsToo() {
    create(ORDERS);
    append(ORDERS, event("a").withId("1"));
    WriteBatch batch =
        appends(to(ORDERS, event("b"), event("a").withId("1"), event("c").withId("2")))
            .stamped(by(0, 0, 3));

    AppendResult first = stored(batch).get(0);
    revisit();
    AppendResult again = write(batch).appends().get(0);

    assertThat(offsets(first)).containsExactly(1L, 0L, 2L);
    assertThat(List.of(first.repeat(0), first.repeat(1), first.repeat(2)))
        .containsExactly(false, true, false);
    assertThat(again.repeats()).isEqualTo(3);
    assertSamePlaces(again, first);
    assertThat(info(ORDERS).head()).isEqualTo(3);
  }

  @Test
  void keepsTheProducerOfEventsThatRetentionRemoved() {
    create(ORDERS, new StreamConfig(1, 0, 0, 1, 120_000));
    stored(numbered(0, 0, 2));
    append(ORDERS, event("b"));
    await(storage().enforceRetention(System.currentTimeMillis()));
    revisit();

    WriteOutcome again = write(numbered(0, 0, 2));

    assertThat(again.repeated()).isTrue();
    assertThat(again.appends().get(0).offset(1)).isEqualTo(1);
  }

  @Test
  void forgetsTheProducersOfADeletedStream() {
    create(ORDERS);
    stored(numbered(3, 0, 2));
    await(storage().deleteStream(ORDERS));
    revisit();
    create(ORDERS);

    assertThat(write(numbered(0, 0, 2)).repeated()).isFalse();
  }

  @Test
  void forgetsAProducerThatWasSilentForLong() {
    create(ORDERS, new StreamConfig(1, 0, 0, 0, 0));
    WriteBatch batch =
        appends(to(ORDERS, event("a")))
            .stamped(new ProducerStamp(ORDERS, "writer", 3, 0, 1, SHORT_MS));
    AppendResult first = stored(batch).get(0);
    revisit();

    List<AppendResult> results = new ArrayList<>();
    eventually(
        "the producer is forgotten",
        () -> {
          WriteOutcome outcome = write(batch);
          results.add(outcome.appends().get(0));
          return !outcome.repeated();
        });

    AppendResult last = results.get(results.size() - 1);
    assertThat(last.offset(0)).isEqualTo(1);
    assertThat(last.timestamp(0) - first.timestamp(0)).isGreaterThanOrEqualTo(SHORT_MS);
  }

  @Test
  void remembersAProducerForTheDedupWindowAtLeast() {
    create(ORDERS);
    WriteBatch batch =
        appends(to(ORDERS, event("a"))).stamped(new ProducerStamp(ORDERS, "writer", 0, 0, 1, 0));
    long firstAt = stored(batch).get(0).timestamp(0);
    revisit();
    eventually(
        "time has passed", () -> append(ORDERS, event("b")).timestamp(0) > firstAt + SHORT_MS);

    assertThat(write(batch).repeated()).isTrue();
  }

  @Test
  void takesAProducersBatchesInTheirOrderWhenManyAreUnderWay() {
    create(ORDERS);
    List<Future<List<WriteOutcome>>> writes = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      writes.add(storage().write(List.of(numbered(0, 2L * i, 2), numbered(0, 2L * i, 2))));
    }

    for (int i = 0; i < 50; i++) {
      List<WriteOutcome> outcomes = await(writes.get(i));
      assertThat(outcomes.get(0).repeated()).isFalse();
      assertThat(outcomes.get(1).repeated()).isTrue();
      assertThat(outcomes.get(1).appends().get(0).offset(1)).isEqualTo(2L * i + 1);
    }
    assertThat(info(ORDERS).head()).isEqualTo(100);
  }

  private static ProducerStamp by(long epoch, long sequence, int count) {
    return stamp(ORDERS, "writer", epoch, sequence, count);
  }

  private static ProducerStamp stamp(
      StreamName stream, String producer, long epoch, long sequence, int count) {
    return new ProducerStamp(stream, producer, epoch, sequence, count, LONG_MS);
  }

  private static WriteBatch numbered(long epoch, long sequence, int count) {
    return WriteBatch.of(
            StreamAppend.of(ORDERS, SampleEvent.batch(numbered((int) sequence, count))))
        .stamped(by(epoch, sequence, count));
  }

  private static WriteBatch announcing(long epoch, long sequence) {
    return new WriteBatch(List.of(), List.of(), by(epoch, sequence, 0));
  }

  private static void assertSamePlaces(AppendResult result, AppendResult first) {
    assertThat(offsets(result)).isEqualTo(offsets(first));
    assertThat(partitions(result)).isEqualTo(partitions(first));
    for (int i = 0; i < first.count(); i++) {
      assertThat(result.timestamp(i)).isEqualTo(first.timestamp(i));
    }
  }
}
