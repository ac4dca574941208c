package io.thalweg.storage.file;

import static io.thalweg.storage.file.TestLog.FOR_EVER;
import static io.thalweg.storage.file.TestLog.ORDERS;
import static io.thalweg.storage.file.TestLog.smallFiles;
import static io.thalweg.storage.file.TestLog.withIds;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.spi.AppendResult;
import io.thalweg.core.spi.ProducerStamp;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is remembered of producers outlives the process, however it ended. */
@Timeout(120)
class ProducersRestartTest {
  private static final long KEEP_MS = 600_000;

  @TempDir Path directory;

  private final Vertx vertx = Vertx.vertx();
  private final FaultyDisk disk = new FaultyDisk();
  private final AtomicLong clock = new AtomicLong(1_000_000);

  @AfterEach
  void closeVertx() {
    vertx.close();
  }

  @Test
  void remembersBatchesOfEveryFormAcrossACrashAndACleanEnd() throws IOException {
    Path crashed = directory.resolveSibling(directory.getFileName() + "-crashed");
    WriteBatch spread = stamped("spread", 2, 0, TestLog.numbers(0, 10));
    WriteBatch withIds = stamped("ids", 0, 0, withIds("a", "b", "a"));
    AppendResult first;
    AppendResult second;
    try (TestLog log = open(directory)) {
      log.create(ORDERS, new StreamConfig(3, 0, 0, 0, 60_000));
      first = log.write(spread).appends().get(0);
      second = log.write(withIds).appends().get(0);
      DirectoryCopy.of(directory, crashed);
    }
    for (Path place : List.of(directory, crashed)) {
      for (int again = 0; again < 2; again++) {
        try (TestLog log = open(place)) {
          assertRepeats(log.write(spread), first);
          assertRepeats(log.write(withIds), second);
          WriteOutcome zombie = log.write(stamped("spread", 1, 10, TestLog.numbers(10, 1)));
          assertThat(zombie.refusal().code()).isEqualTo(ErrorCode.PRODUCER_FENCED);
          assertThat(zombie.refusal().details())
              .containsEntry("epoch", 2L)
              .containsEntry("next_sequence", 10L);
          assertThat(log.readAll(ORDERS)).hasSize(12);
        }
      }
    }
  }

  @Test
  void replaysAProducerThatStartedAgainAfterItWasForgotten() throws IOException {
    Path crashed = directory.resolveSibling(directory.getFileName() + "-crashed");
    WriteBatch batch = stamped("p", 0, 0, TestLog.numbers(0, 2));
    try (TestLog log = open(directory)) {
      log.create(ORDERS, FOR_EVER);
      log.write(batch);
      clock.addAndGet(KEEP_MS + 1);
      assertThat(log.write(batch).appends().get(0).offset(0)).isEqualTo(2);
      DirectoryCopy.of(directory, crashed);
    }
    for (Path place : List.of(directory, crashed)) {
      try (TestLog log = open(place)) {
        WriteOutcome again = log.write(batch);
        assertThat(again.repeated()).isTrue();
        assertThat(again.appends().get(0).offset(0)).isEqualTo(2);
      }
    }
  }

  @Test
  void leavesProducersAsTheyWereWhenTheDiskIsFull() {
    try (TestLog log = open(directory)) {
      log.create(ORDERS, FOR_EVER);
      log.write(stamped("p", 0, 0, TestLog.numbers(0, 1)));
      WriteBatch large = stamped("p", 0, 1, TestLog.filled(200, 1_000));
      disk.fill(FaultyDisk.journal(), 100);

      assertThat(log.write(large).refusal().code()).isEqualTo(ErrorCode.STORAGE_FULL);

      disk.makeRoom();
      assertThat(log.write(large).repeated()).isFalse();
      assertThat(log.write(large).repeated()).isTrue();
      assertThat(log.readAll(ORDERS)).hasSize(201);
    }
  }

  @Test
  void refusesNewBatchesRatherThanForgetProducers() {
    JsonObject options = smallFiles(directory).put("dedup_ids_max", 5);
    try (TestLog log = TestLog.open(vertx, options, disk, clock::get)) {
      log.create(ORDERS, FOR_EVER);
      int stored = 0;
      WriteOutcome outcome;
      do {
        outcome = log.write(stamped("p" + stored, 0, 0, TestLog.numbers(0, 1)));
      } while (outcome.isStored() && ++stored < 100);

      assertThat(outcome.refusal().code()).isEqualTo(ErrorCode.OVERLOADED);
      assertThat(outcome.refusal()).hasMessageContaining("dedup_ids_max");
      assertThat(log.readAll(ORDERS)).hasSize(stored);
      assertThat(log.write(stamped("p0", 0, 0, TestLog.numbers(0, 1))).repeated()).isTrue();
      clock.addAndGet(KEEP_MS + 1);
      assertThat(log.write(stamped("q", 0, 0, TestLog.numbers(0, 1))).isStored()).isTrue();
    }
  }

  @Test
  void forgetsThoseThatExpiredAsOthersCome() {
    JsonObject options = smallFiles(directory).put("dedup_ids_max", 100_000);
    try (TestLog log = TestLog.open(vertx, options, new FaultyDisk(false), clock::get)) {
      log.create(ORDERS, FOR_EVER);
      for (int i = 0; i < 1_000; i++) {
        log.write(stamped("p" + i, 0, 0, TestLog.numbers(0, 1)));
        clock.addAndGet(KEEP_MS / 10);
      }
    }
    assertThat(directory.resolve("manifest").toFile().length()).isLessThan(64 * 1024);
  }

  private TestLog open(Path place) {
    return TestLog.open(vertx, smallFiles(place), disk, clock::get);
  }

  private static WriteBatch stamped(String producer, long epoch, long sequence, EventBatch events) {
    return WriteBatch.of(StreamAppend.of(ORDERS, events))
        .stamped(new ProducerStamp(ORDERS, producer, epoch, sequence, events.count(), KEEP_MS));
  }

  private static void assertRepeats(WriteOutcome outcome, AppendResult first) {
    assertThat(outcome.repeated()).isTrue();
    AppendResult result = outcome.appends().get(0);
    assertThat(result.repeats()).isEqualTo(first.count());
    for (int i = 0; i < first.count(); i++) {
      assertThat(result.offset(i)).isEqualTo(first.offset(i));
      assertThat(result.partition(i)).isEqualTo(first.partition(i));
      assertThat(result.timestamp(i)).isEqualTo(first.timestamp(i));
    }
  }
}
