package io.thalweg.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.spi.AppendResult;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteOutcome;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Appends that want the stream to be as they saw it. */
abstract class ExpectedHeadChapter extends ContractChapter {
  ExpectedHeadChapter(StorageContract contract, boolean reopens) {
    super(contract, reopens);
  }

  @BeforeEach
  void createStream() {
    create(ORDERS);
  }

  @Test
  void appendsIfTheHeadIsTheExpectedOne() {
    stored(appends(expecting(0, ORDERS, events(3))));
    revisit();

    AppendResult result = stored(appends(expecting(3, ORDERS, event("next")))).get(0);

    assertThat(result.offset(0)).isEqualTo(3);
  }

  @Test
  void refusesAnExpectedHeadThatWasPassedAndTellsTheHead() {
    append(ORDERS, events(3));
    revisit();

    StreamException refusal = refused(appends(expecting(2, ORDERS, event("late"))));

    assertThat(refusal.code()).isEqualTo(ErrorCode.HEAD_MISMATCH);
    assertThat(refusal.details()).containsEntry("head", 3L);
    assertThat(info(ORDERS).head()).isEqualTo(3);
  }

  @Test
  void refusesAnExpectedHeadThatIsStillToCome() {
    StreamException refusal = refused(appends(expecting(1, ORDERS, event("early"))));

    assertThat(refusal.code()).isEqualTo(ErrorCode.HEAD_MISMATCH);
    assertThat(refusal.details()).containsEntry("head", 0L);
  }

  @Test
  void letsOneOfTwoThatExpectTheSameHeadThrough() {
    List<WriteOutcome> outcomes =
        await(
            storage()
                .write(
                    List.of(
                        appends(expecting(0, ORDERS, event("first"))),
                        appends(expecting(0, ORDERS, event("second"))))));
    revisit();

    assertThat(outcomes.stream().map(WriteOutcome::isStored)).containsExactly(true, false);
    assertThat(contents(readAll(ORDERS))).containsExactly(event("first"));
  }

  @Test
  void acknowledgesARetryWhateverTheHeadIsNow() {
    StreamAppend append = expecting(0, ORDERS, event("a").withId("1"), event("b").withId("2"));
    stored(appends(append));
    append(ORDERS, events(5));
    revisit();

    AppendResult retried = stored(appends(append)).get(0);

    assertThat(retried.repeats()).isEqualTo(2);
    assertThat(offsets(retried)).containsExactly(0L, 1L);
    assertThat(info(ORDERS).head()).isEqualTo(7);
  }

  @Test
  void refusesAStaleHeadIfTheBatchIsARetryOnlyInPart() {
    stored(appends(expecting(0, ORDERS, event("a").withId("1"))));
    revisit();

    StreamException refusal =
        refused(appends(expecting(0, ORDERS, event("a").withId("1"), event("b").withId("2"))));

    assertThat(refusal.code()).isEqualTo(ErrorCode.HEAD_MISMATCH);
    assertThat(info(ORDERS).head()).isEqualTo(1);
  }

  @Test
  void refusesAStaleHeadIfTheBatchRepeatsOnlyItself() {
    append(ORDERS, event("other"));

    StreamException refusal =
        refused(appends(expecting(0, ORDERS, event("a").withId("1"), event("a").withId("1"))));

    assertThat(refusal.code()).isEqualTo(ErrorCode.HEAD_MISMATCH);
  }

  @Test
  void looksAtTheHeadOfEachStreamByItself() {
    create(PAYMENTS);
    append(ORDERS, events(2));
    revisit();

    stored(appends(expecting(0, PAYMENTS, event("a")), expecting(2, ORDERS, event("b"))));

    assertThat(info(PAYMENTS).head()).isEqualTo(1);
    assertThat(info(ORDERS).head()).isEqualTo(3);
  }
}
