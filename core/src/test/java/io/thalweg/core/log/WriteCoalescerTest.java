package io.thalweg.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventFields;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WriteCoalescerTest {
  private static final StreamName STREAM = new StreamName("s");
  private static final LogOptions OPTIONS = new LogOptions(1 << 20, 1 << 16, 10_000);

  private final HeldWriter writer = new HeldWriter();
  private final WriteGate gate = new WriteGate();
  private final WriteCoalescer coalescer = new WriteCoalescer(writer, gate, 1, OPTIONS);

  private static WriteBatch batch(String data) {
    EventFields fields = new EventFields().type("t").data(data);
    return WriteBatch.of(StreamAppend.of(STREAM, EventBatch.of(fields)));
  }

  private static WriteBatch batchOf(int bytes) {
    return batch('"' + "x".repeat(bytes - 100) + '"');
  }

  private Future<List<WriteOutcome>> write(WriteBatch... batches) {
    return coalescer.write(List.of(batches));
  }

  private static long offset(Future<List<WriteOutcome>> written) {
    return written.result().get(0).appends().get(0).offset(0);
  }

  private static ErrorCode code(Future<?> failed) {
    return ((StreamException) failed.cause()).code();
  }

  @Test
  void passesASingleWriteStraightOn() {
    WriteBatch batch = batch("1");
    Future<List<WriteOutcome>> written = write(batch);

    assertThat(writer.calls).hasSize(1);
    assertThat(writer.calls.get(0).batches()).containsExactly(batch);
    writer.store(0);
    assertThat(offset(written)).isZero();
  }

  @Test
  void gathersInOrderWhatComesWhileItIsBusy() {
    List<WriteBatch> batches = new ArrayList<>();
    List<Future<List<WriteOutcome>>> written = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      batches.add(batch("" + i));
      written.add(write(batches.get(i)));
    }
    assertThat(writer.calls).as("while the first is under way").hasSize(1);

    writer.store(0);
    assertThat(writer.calls).hasSize(2);
    assertThat(writer.calls.get(1).batches()).isEqualTo(batches.subList(1, 10));
    writer.store(1);

    assertThat(written).extracting(WriteCoalescerTest::offset).isSorted().hasSize(10);
  }

  @Test
  void givesEachCallerItsOwnOutcomes() {
    write(batch("0"));
    Future<List<WriteOutcome>> two = write(batch("1"), batch("2"));
    Future<List<WriteOutcome>> one = write(batch("3"));
    writer.store(0);
    writer.store(1);

    assertThat(two.result())
        .extracting(outcome -> outcome.appends().get(0).offset(0))
        .containsExactly(1L, 2L);
    assertThat(one.result())
        .extracting(outcome -> outcome.appends().get(0).offset(0))
        .containsExactly(3L);
  }

  @Test
  void keepsAsManyWritesUnderWayAsTheStorageTakes() {
    WriteCoalescer three = new WriteCoalescer(writer, gate, 3, OPTIONS);
    for (int i = 0; i < 5; i++) {
      three.write(List.of(batch("" + i)));
    }
    assertThat(writer.calls).hasSize(3);

    writer.store(1);

    assertThat(writer.calls).hasSize(4);
    assertThat(writer.calls.get(3).batches()).hasSize(2);
  }

  @Test
  void endsGatheringAtTheSizeOfAWrite() {
    write(batch("0"));
    for (int i = 0; i < 6; i++) {
      write(batchOf(20_000));
    }
    writer.store(0);
    assertThat(writer.calls.get(1).batches()).hasSize(3);
    writer.store(1);
    assertThat(writer.calls.get(2).batches()).hasSize(3);
  }

  @Test
  void writesARequestLargerThanAWriteAlone() {
    write(batch("0"));
    Future<List<WriteOutcome>> large = write(batchOf(200_000));
    write(batch("2"));
    writer.store(0);

    assertThat(writer.calls.get(1).batches()).hasSize(1);
    writer.store(1);
    assertThat(large.succeeded()).isTrue();
  }

  @Test
  void refusesWhatDoesNotFitInTheQueueAndChangesNothing() {
    write(batchOf(600_000));
    Future<List<WriteOutcome>> fits = write(batchOf(300_000));
    long queued = coalescer.queuedBytes();

    Future<List<WriteOutcome>> refused = write(batchOf(300_000));

    assertThat(code(refused)).isEqualTo(ErrorCode.OVERLOADED);
    assertThat(coalescer.queuedBytes()).isEqualTo(queued);
    writer.store(0);
    writer.store(1);
    assertThat(fits.succeeded()).isTrue();
    assertThat(writer.calls).as("the refused one was never written").hasSize(2);
    assertThat(coalescer.queuedBytes()).isZero();
  }

  @Test
  void takesARequestHoweverLargeWhenNothingIsQueued() {
    Future<List<WriteOutcome>> huge = write(batchOf(3 << 20));
    writer.store(0);
    assertThat(huge.succeeded()).isTrue();
  }

  @Test
  void goesOnAfterAFailureThatIsCertainOrPassing() {
    Future<List<WriteOutcome>> full = write(batch("0"));
    Future<List<WriteOutcome>> next = write(batch("1"));
    writer.fail(0, StreamException.of(ErrorCode.STORAGE_FULL, "no room"));
    writer.store(1);

    assertThat(code(full)).isEqualTo(ErrorCode.STORAGE_FULL);
    assertThat(next.succeeded()).isTrue();
    assertThat(gate.isOpen()).isTrue();
  }

  @Test
  void writesNothingMoreOnceTheOutcomeOfAWriteIsUnknown() {
    Future<List<WriteOutcome>> unknown = write(batch("0"));
    List<Future<List<WriteOutcome>>> queued = List.of(write(batch("1")), write(batch("2")));

    writer.fail(0, StreamException.of(ErrorCode.WRITES_CLOSED, "fsync failed"));
    Future<List<WriteOutcome>> later = write(batch("3"));

    assertThat(writer.calls).as("no write after the failed one").hasSize(1);
    assertThat(code(unknown)).isEqualTo(ErrorCode.WRITES_CLOSED);
    assertThat(queued)
        .allMatch(Future::failed)
        .extracting(WriteCoalescerTest::code)
        .containsOnly(ErrorCode.WRITES_CLOSED);
    assertThat(code(later)).isEqualTo(ErrorCode.WRITES_CLOSED);
    assertThat(coalescer.queuedBytes()).isZero();
  }

  @Test
  void writesWhatACallerWritesFromItsAnswer() {
    Future<List<WriteOutcome>> chained = write(batch("0")).compose(outcomes -> write(batch("1")));
    writer.store(0);
    writer.store(1);
    assertThat(offset(chained)).isEqualTo(1);
  }
}
