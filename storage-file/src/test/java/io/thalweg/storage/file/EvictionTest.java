package io.thalweg.storage.file;

import static io.thalweg.storage.file.TestLog.FOR_EVER;
import static io.thalweg.storage.file.TestLog.ORDERS;
import static io.thalweg.storage.file.TestLog.await;
import static io.thalweg.storage.file.TestLog.eventually;
import static io.thalweg.storage.file.TestLog.filled;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Memory lets go of nothing that is not in a segment. */
@Timeout(60)
class EvictionTest {
  private static final StreamName OTHER = new StreamName("other");
  private static final int CHUNK_BYTES = 256 * 1024;

  @TempDir Path directory;

  private final Vertx vertx = Vertx.vertx();
  private final FaultyDisk disk = new FaultyDisk();

  @AfterEach
  void closeVertx() {
    vertx.close();
  }

  /** A chunk was full and is filled on, because the one behind it was taken back. */
  @Test
  void keepsAChunkThatGotMoreAfterItsSuccessorWasTakenBack() {
    JsonObject options =
        new JsonObject().put("data_dir", directory.toString()).put("cache_bytes", 4 * CHUNK_BYTES);
    try (TestLog log = TestLog.open(vertx, options, disk)) {
      log.create(ORDERS, FOR_EVER);
      log.create(OTHER, FOR_EVER);
      takeBackTheChunkBehindOneThatIsInASegment(log);

      log.append(ORDERS, filled(1, 1_000));
      log.append(ORDERS, filled(1, 50_000));
      for (int i = 0; i < 20; i++) {
        log.append(OTHER, filled(5, 50_000));
      }
      eventually("the cache was filled with others", () -> segmentBytes() > 18 * CHUNK_BYTES);

      assertThat(log.readAll(ORDERS)).hasSize(12);
    }
    try (TestLog log = TestLog.open(vertx, options, disk)) {
      assertThat(log.readAll(ORDERS)).hasSize(12);
    }
  }

  private void takeBackTheChunkBehindOneThatIsInASegment(TestLog log) {
    FaultyDisk.Hold keeper = disk.holdWritesOf(FaultyDisk.segments());
    log.append(OTHER, filled(6, 50_000));
    keeper.awaitReached();
    log.append(ORDERS, filled(10, 50_000));
    FaultyDisk.Hold journal = disk.holdWritesOf(FaultyDisk.handedOver());
    Future<List<WriteOutcome>> refused =
        log.storage.write(List.of(WriteBatch.of(StreamAppend.of(ORDERS, filled(6, 50_000)))));
    journal.awaitReached();
    keeper.release();
    eventually("all that is durable is in segments", () -> segmentBytes() > 3 * CHUNK_BYTES);
    disk.fill(FaultyDisk.journal(), 0);
    journal.release();
    assertThat(await(refused).get(0).refusal().code()).isEqualTo(ErrorCode.STORAGE_FULL);
    disk.makeRoom();
  }

  private long segmentBytes() {
    try (var files = Files.walk(directory.resolve("streams"))) {
      return files
          .filter(FaultyDisk.segments())
          .mapToLong(segment -> segment.toFile().length())
          .sum();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
