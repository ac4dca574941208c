package io.thalweg.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.spi.AppendResult;
import io.thalweg.core.spi.GroupWrite;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A batch is stored whole or not at all, whatever is in it, and hinders no other. */
abstract class AtomicityChapter extends ContractChapter {
  private static final GroupName MAILER = new GroupName("mailer");
  private static final GroupName BILLER = new GroupName("biller");

  AtomicityChapter(StorageContract contract, boolean reopens) {
    super(contract, reopens);
  }

  @BeforeEach
  void createStreams() {
    create(ORDERS);
    create(PAYMENTS);
    createGroup(MAILER);
  }

  @Test
  void storesEventsOfSeveralStreamsAndChangesOfSeveralGroupsTogether() {
    List<AppendResult> results =
        stored(
            new WriteBatch(
                List.of(to(PAYMENTS, event("paid"), event("paid")), to(ORDERS, event("shipped"))),
                List.of(
                    GroupWrite.commit(ORDERS, MAILER, 0, Map.of(0, 7L)),
                    GroupWrite.create(PAYMENTS, BILLER, Buffer.buffer("new"), Map.of(0, 1L)))));
    revisit();

    assertThat(offsets(results.get(0))).containsExactly(0L, 1L);
    assertThat(offsets(results.get(1))).containsExactly(0L);
    assertThat(contents(readAll(PAYMENTS))).containsExactly(event("paid"), event("paid"));
    assertThat(contents(readAll(ORDERS))).containsExactly(event("shipped"));
    assertThat(committed(MAILER)).isEqualTo(7);
    assertThat(await(storage().group(PAYMENTS, BILLER)).committed()).containsEntry(0, 1L);
  }

  @Test
  void storesNothingIfAStreamIsMissing() {
    StreamException refusal =
        refused(
            new WriteBatch(
                List.of(to(ORDERS, event("a")), to(MISSING, event("b"))),
                List.of(GroupWrite.commit(ORDERS, MAILER, 0, Map.of(0, 7L)))));

    assertThat(refusal.code()).isEqualTo(ErrorCode.STREAM_NOT_FOUND);
    assertThat(refusal.details()).containsEntry("stream", MISSING.value());

    assertNothingIsStored();
  }

  @Test
  void storesNothingIfAnExpectedHeadIsWrong() {
    StreamException refusal =
        refused(
            new WriteBatch(
                List.of(to(ORDERS, event("a")), expecting(3, PAYMENTS, event("b"))),
                List.of(GroupWrite.commit(ORDERS, MAILER, 0, Map.of(0, 7L)))));

    assertThat(refusal.code()).isEqualTo(ErrorCode.HEAD_MISMATCH);
    assertThat(refusal.details()).containsEntry("stream", PAYMENTS.value());

    assertNothingIsStored();
  }

  @Test
  void storesNothingIfAGroupIsFenced() {
    assertThat(
            refused(
                    new WriteBatch(
                        List.of(to(ORDERS, event("a")), to(PAYMENTS, event("b"))),
                        List.of(GroupWrite.commit(ORDERS, MAILER, 1, Map.of(0, 7L)))))
                .code())
        .isEqualTo(ErrorCode.FENCED);

    assertNothingIsStored();
  }

  @Test
  void storesNothingIfAGroupIsMissing() {
    assertThat(
            refused(
                    new WriteBatch(
                        List.of(to(ORDERS, event("a"))),
                        List.of(
                            GroupWrite.commit(ORDERS, MAILER, 0, Map.of(0, 7L)),
                            GroupWrite.commit(PAYMENTS, BILLER, 0, Map.of(0, 7L)))))
                .code())
        .isEqualTo(ErrorCode.GROUP_NOT_FOUND);

    assertNothingIsStored();
  }

  @Test
  void storesNothingIfAGroupExistsAlready() {
    assertThat(
            refused(
                    new WriteBatch(
                        List.of(to(ORDERS, event("a"))),
                        List.of(
                            GroupWrite.create(PAYMENTS, BILLER, Buffer.buffer(), Map.of()),
                            GroupWrite.create(ORDERS, MAILER, Buffer.buffer(), Map.of(0, 9L)))))
                .code())
        .isEqualTo(ErrorCode.GROUP_EXISTS);

    assertNothingIsStored();
    assertThat(await(storage().groups(PAYMENTS))).isEmpty();
  }

  @Test
  void remembersNoIdOfWhatItRefused() {
    refused(appends(to(ORDERS, event("a").withId("1")), to(MISSING, event("b"))));
    revisit();

    AppendResult again = append(ORDERS, event("a").withId("1"));

    assertThat(again.repeat(0)).isFalse();
    assertThat(again.offset(0)).isZero();
  }

  @Test
  void doesTheOtherBatchesOfACallThatHasARefusedOne() {
    List<WriteOutcome> outcomes =
        await(
            storage()
                .write(
                    List.of(
                        appends(to(ORDERS, event("first"))),
                        appends(to(ORDERS, event("lost")), to(MISSING, event("lost"))),
                        appends(to(ORDERS, event("second"))),
                        appends(expecting(1, ORDERS, event("lost"))),
                        appends(to(PAYMENTS, event("third"))))));
    revisit();

    assertThat(outcomes.stream().map(WriteOutcome::isStored))
        .containsExactly(true, false, true, false, true);
    assertThat(offsets(outcomes.get(2).appends().get(0))).containsExactly(1L);
    assertThat(contents(readAll(ORDERS))).containsExactly(event("first"), event("second"));
    assertThat(contents(readAll(PAYMENTS))).containsExactly(event("third"));
  }

  @Test
  void showsABatchWhatEarlierOnesOfItsCallDid() {
    List<WriteOutcome> outcomes =
        await(
            storage()
                .write(
                    List.of(
                        WriteBatch.of(
                            GroupWrite.create(PAYMENTS, BILLER, Buffer.buffer(), Map.of())),
                        WriteBatch.of(GroupWrite.commit(PAYMENTS, BILLER, 0, Map.of(0, 1L))),
                        appends(expecting(0, PAYMENTS, event("a").withId("1"))),
                        appends(expecting(1, PAYMENTS, event("b"))),
                        appends(to(PAYMENTS, event("a").withId("1"))))));
    revisit();

    assertThat(outcomes).allMatch(WriteOutcome::isStored);
    assertThat(outcomes.get(4).appends().get(0).repeat(0)).isTrue();
    assertThat(await(storage().group(PAYMENTS, BILLER)).committed()).containsEntry(0, 1L);
    assertThat(info(PAYMENTS).head()).isEqualTo(2);
  }

  @Test
  void leavesTheBatchesThatItIsGivenAsTheyAre() {
    EventBatch batch = SampleEvent.batch(event("a").withKey("k"), event("b").withId("1"));
    byte[] before = Arrays.copyOf(batch.array(), batch.bytes());

    stored(appends(StreamAppend.of(ORDERS, batch), StreamAppend.of(PAYMENTS, batch)));
    stored(appends(StreamAppend.of(ORDERS, batch)));
    revisit();

    assertThat(Arrays.copyOf(batch.array(), batch.bytes())).isEqualTo(before);
    assertThat(offsets(readAll(ORDERS))).containsExactly(0L, 1L, 2L);
    assertThat(offsets(readAll(PAYMENTS))).containsExactly(0L, 1L);
  }

  private void assertNothingIsStored() {
    revisit();
    assertThat(readAll(ORDERS)).isEmpty();
    assertThat(readAll(PAYMENTS)).isEmpty();
    assertThat(info(ORDERS).head()).isZero();
    assertThat(info(PAYMENTS).head()).isZero();
    assertThat(committed(MAILER)).isZero();
  }

  private void createGroup(GroupName group) {
    stored(WriteBatch.of(GroupWrite.create(ORDERS, group, Buffer.buffer("state"), Map.of(0, 0L))));
  }

  private long committed(GroupName group) {
    return await(storage().group(ORDERS, group)).committed().get(0);
  }
}
