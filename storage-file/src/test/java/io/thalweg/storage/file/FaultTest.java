package io.thalweg.storage.file;

import static io.thalweg.storage.file.TestLog.FOR_EVER;
import static io.thalweg.storage.file.TestLog.ORDERS;
import static io.thalweg.storage.file.TestLog.await;
import static io.thalweg.storage.file.TestLog.eventually;
import static io.thalweg.storage.file.TestLog.failureOf;
import static io.thalweg.storage.file.TestLog.filled;
import static io.thalweg.storage.file.TestLog.numbers;
import static io.thalweg.storage.file.TestLog.smallFiles;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.GroupWrite;
import io.thalweg.core.spi.StorageSpi;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.thalweg.storage.file.disk.FileSystemDisk;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens when the disk fails, fills up, or belongs to somebody else. */
@Timeout(60)
class FaultTest {
  @TempDir Path directory;

  private final Vertx vertx = Vertx.vertx();
  private final FaultyDisk disk = new FaultyDisk();

  @AfterEach
  void closeVertx() {
    vertx.close();
  }

  @Test
  void closesTheDoorForWritesAfterAFailedForce() {
    try (TestLog log = open()) {
      log.create(ORDERS, FOR_EVER);
      log.appendNumbers(ORDERS, 0, 10);
      disk.failSyncsOf(FaultyDisk.journal());

      Future<List<WriteOutcome>> failed = log.storage.write(write(10));

      assertThat(failureOf(failed).code()).isEqualTo(ErrorCode.WRITES_CLOSED);
      disk.failSyncsOf(path -> false);
      assertThat(failureOf(log.storage.write(write(20))).code()).isEqualTo(ErrorCode.WRITES_CLOSED);
      assertThat(failureOf(log.storage.createStream(new StreamName("new"), FOR_EVER)).code())
          .isEqualTo(ErrorCode.WRITES_CLOSED);
      assertThat(disk.failedSyncs()).as("never forced again").isEqualTo(1);
      assertThat(log.data(ORDERS)).isEqualTo(numberTexts(10));
      assertThat(log.storage.health().reads()).isTrue();
      assertThat(log.storage.health().writes()).isFalse();
      assertThat(log.storage.health().detail()).contains("Input/output error");
    }
    try (TestLog log = open()) {
      assertThat(log.data(ORDERS)).startsWith(numberTexts(10).toArray(String[]::new));
      log.appendNumbers(ORDERS, 100, 1);
    }
  }

  @Test
  void failsEveryWriteOfTheCommitThatCouldNotBeForced() {
    try (TestLog log = open()) {
      log.create(ORDERS, FOR_EVER);
      disk.failSyncsOf(FaultyDisk.journal());
      List<Future<List<WriteOutcome>>> writes = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        writes.add(log.storage.write(write(i)));
      }

      writes.forEach(
          write -> assertThat(failureOf(write).code()).isEqualTo(ErrorCode.WRITES_CLOSED));

      assertThat(log.data(ORDERS)).isEmpty();
      assertThat(disk.failedSyncs()).isEqualTo(1);
    }
  }

  @Test
  void closesTheDoorAfterASegmentCouldNotBeForced() {
    try (TestLog log = open()) {
      log.create(ORDERS, FOR_EVER);
      disk.failSyncsOf(FaultyDisk.segments());

      eventually(
          "writes are closed",
          () -> {
            log.storage.write(List.of(WriteBatch.of(StreamAppend.of(ORDERS, filled(50, 1_000)))));
            return !log.storage.health().writes();
          });
    }
    disk.failSyncsOf(path -> false);
    try (TestLog log = open()) {
      assertThat(log.readAll(ORDERS).size() % 50).isZero();
    }
  }

  @Test
  void refusesWhatHasNoRoomAndGoesOnWhenThereIsSome() {
    try (TestLog log = open()) {
      log.create(ORDERS, FOR_EVER);
      log.appendNumbers(ORDERS, 0, 10);
      disk.fill(FaultyDisk.journal(), 40);

      WriteOutcome refused = await(log.storage.write(write(10))).get(0);

      assertThat(refused.isStored()).isFalse();
      assertThat(refused.refusal().code()).isEqualTo(ErrorCode.STORAGE_FULL);
      assertThat(failureOf(log.storage.createStream(new StreamName("new"), FOR_EVER)).code())
          .isEqualTo(ErrorCode.STORAGE_FULL);
      assertThat(log.data(ORDERS)).isEqualTo(numberTexts(10));
      disk.makeRoom();
      log.appendNumbers(ORDERS, 10, 5);
      assertThat(log.data(ORDERS)).isEqualTo(numberTexts(15));
    }
    try (TestLog log = open()) {
      assertThat(log.data(ORDERS)).isEqualTo(numberTexts(15));
    }
  }

  @Test
  void leavesNoTraceOfARefusedWrite() {
    GroupName group = new GroupName("g");
    try (TestLog log = open()) {
      log.create(ORDERS, FOR_EVER);
      log.append(ORDERS, TestLog.withIds("a"));
      disk.fill(FaultyDisk.journal(), 0);
      WriteBatch batch =
          new WriteBatch(
              List.of(StreamAppend.of(ORDERS, TestLog.withIds("b", "c"))),
              List.of(GroupWrite.create(ORDERS, group, Buffer.buffer("s"), Map.of(0, 1L))));
      assertThat(log.write(batch).refusal().code()).isEqualTo(ErrorCode.STORAGE_FULL);
      disk.makeRoom();

      assertThat(failureOf(log.storage.group(ORDERS, group)).code())
          .isEqualTo(ErrorCode.GROUP_NOT_FOUND);
      assertThat(log.append(ORDERS, TestLog.withIds("b")).repeat(0)).isFalse();
      assertThat(await(log.storage.stats(ORDERS)).partitions().get(0).messageCount()).isEqualTo(2);
      assertThat(log.readAll(ORDERS).get(1).ordinal()).isEqualTo(1);
    }
  }

  @Test
  void keepsWhatSegmentsCannotTakeAndRefusesWhenThatIsTooMuch() {
    try (TestLog log = open()) {
      log.create(ORDERS, FOR_EVER);
      disk.fill(FaultyDisk.segments(), 100);
      int stored = 0;
      WriteOutcome outcome = WriteOutcome.stored(List.of());
      while (outcome.isStored()) {
        outcome = log.write(WriteBatch.of(StreamAppend.of(ORDERS, filled(50, 1_000))));
        stored += outcome.isStored() ? 50 : 0;
      }

      assertThat(outcome.refusal().code()).isEqualTo(ErrorCode.STORAGE_FULL);
      assertThat(log.storage.health().writes()).isFalse();
      assertThat(log.readAll(ORDERS)).hasSize(stored);
      disk.makeRoom();
      eventually(
          "writes are served again",
          () -> log.write(WriteBatch.of(StreamAppend.of(ORDERS, filled(1, 10)))).isStored());
      eventually("health is good again", () -> log.storage.health().writes());
      assertThat(log.readAll(ORDERS)).hasSize(stored + 1);
    }
  }

  @Test
  void refusesADirectoryThatIsInUse() {
    try (TestLog log = open()) {
      StorageSpi second =
          new FileStorage(
              vertx,
              FileOptions.from(smallFiles(directory)),
              new FileSystemDisk(true),
              System::currentTimeMillis);

      assertThat(failureOf(second.open()).getMessage()).contains("in use").contains("lock");

      await(second.close());
      log.create(ORDERS, FOR_EVER);
    }
    open().close();
  }

  private TestLog open() {
    return TestLog.open(vertx, smallFiles(directory).put("pending_bytes", 1024 * 1024), disk);
  }

  private static List<WriteBatch> write(int number) {
    return List.of(WriteBatch.of(StreamAppend.of(ORDERS, numbers(number, 1))));
  }

  private static List<String> numberTexts(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }
}
