package io.thalweg.core.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(20)
class WriteWatchTest {
  private static final StreamException GONE =
      StreamException.of(ErrorCode.UNAVAILABLE, "the database is gone");

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final BlockingQueue<Promise<Void>> probes = new LinkedBlockingQueue<>();
  private final WriteWatch watch = new WriteWatch(vertx, this::probe, 1);

  private Future<Void> probe() {
    Promise<Void> promise = Promise.promise();
    probes.add(promise);
    return promise.future();
  }

  @AfterEach
  void stop() {
    watch.close();
    vertx.close().await();
  }

  @Test
  void probesUntilOneSucceeds() throws Exception {
    writeFails(GONE);

    for (int i = 0; i < 3; i++) {
      String why = "not yet " + i;
      probed(probe -> probe.fail(why));
      assertThat(watch.failure()).hasMessage(why);
    }
    probed(Promise::complete);

    assertThat(watch.failure()).isNull();
  }

  @Test
  void isWellAgainOnceAWriteIsStoredThoughAProbeHangs() {
    writeFails(GONE);

    writeEnds(Future.succeededFuture(List.of(WriteOutcome.stored(List.of()))));

    assertThat(watch.failure()).isNull();
  }

  @Test
  void takesARefusalForNoProof() {
    writeFails(GONE);

    StreamException none = StreamException.of(ErrorCode.STREAM_NOT_FOUND, "there is no stream x");
    writeEnds(Future.succeededFuture(List.of(WriteOutcome.refused(none))));

    assertThat(watch.failure()).isSameAs(GONE);
  }

  @Test
  void doesNotTakeAProbeForProofThatBeganBeforeAWriteFailed() throws Exception {
    writeFails(GONE);
    StreamException full = StreamException.of(ErrorCode.STORAGE_FULL, "it is full");
    writeFails(full);

    probed(Promise::complete);

    assertThat(watch.failure()).isSameAs(full);
    probed(Promise::complete);
    assertThat(watch.failure()).isNull();
  }

  @ParameterizedTest
  @EnumSource(names = {"UNAVAILABLE", "STORAGE_FULL", "INTERNAL", "CORRUPT"})
  void countsWhatIsTheStoragesFault(ErrorCode code) {
    writeFails(StreamException.of(code, "it failed"));

    assertThat(watch.failure()).hasMessage("it failed");
  }

  @ParameterizedTest
  @EnumSource(names = {"UNAVAILABLE", "STORAGE_FULL"})
  void countsItAlsoIfTheStorageIsCertainThatNothingWasStored(ErrorCode code) {
    StreamException refused = StreamException.of(code, "it is refused");

    writeEnds(Future.succeededFuture(List.of(WriteOutcome.refused(refused))));

    assertThat(watch.failure()).isSameAs(refused);
  }

  @ParameterizedTest
  @EnumSource(names = {"OVERLOADED", "INVALID_REQUEST", "STREAM_NOT_FOUND"})
  void doesNotMindWhatIsTheCallersFaultOrPassesWithTheLoad(ErrorCode code) {
    writeFails(StreamException.of(code, "it failed"));

    assertThat(watch.failure()).isNull();
    assertThat(probes).isEmpty();
  }

  private void writeFails(StreamException failure) {
    writeEnds(Future.failedFuture(failure));
  }

  private void writeEnds(Future<List<WriteOutcome>> write) {
    there(() -> watch.watch(write));
  }

  private void probed(Consumer<Promise<Void>> result) throws InterruptedException {
    Promise<Void> probe = probes.poll(10, TimeUnit.SECONDS);
    assertThat(probe).as("a probe").isNotNull();
    there(() -> result.accept(probe));
  }

  /** Where the watch belongs. */
  private void there(Runnable step) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        now -> {
          step.run();
          done.complete();
        });
    done.future().await();
  }
}
