package io.thalweg.storage.file;

import static io.thalweg.storage.file.TestLog.FOR_EVER;
import static io.thalweg.storage.file.TestLog.ORDERS;
import static io.thalweg.storage.file.TestLog.await;
import static io.thalweg.storage.file.TestLog.eventually;
import static io.thalweg.storage.file.TestLog.smallFiles;
import static io.thalweg.storage.file.TestLog.withIds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.PartitionStats;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.model.StreamStats;
import io.thalweg.core.spi.AppendResult;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.storage.file.TestLog.Stored;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What outlives a process, and what it costs: files, forced writes, work at the next start. */
@Timeout(120)
class RestartTest {
  @TempDir Path directory;

  private final Vertx vertx = Vertx.vertx();
  private final FaultyDisk disk = new FaultyDisk();
  private final AtomicLong clock = new AtomicLong(1_000_000);

  @AfterEach
  void closeVertx() {
    vertx.close();
  }

  @Test
  void readsNothingOfTheJournalAfterACleanEnd() throws IOException {
    try (TestLog log = open()) {
      log.create(ORDERS, FOR_EVER);
      log.appendNumbers(ORDERS, 0, 100);
    }
    for (Path file : files("journal")) {
      byte[] bytes = Files.readAllBytes(file);
      java.util.Arrays.fill(bytes, 64, bytes.length, (byte) 7);
      Files.write(file, bytes);
    }

    try (TestLog log = open()) {
      assertThat(log.data(ORDERS)).isEqualTo(numbers(0, 100));
      log.appendNumbers(ORDERS, 100, 10);
    }
    try (TestLog log = open()) {
      assertThat(log.data(ORDERS)).isEqualTo(numbers(0, 110));
    }
  }

  @Test
  void comesBackFromACrashAnyNumberOfTimes() throws IOException {
    try (TestLog log = open()) {
      log.create(ORDERS, FOR_EVER);
    }
    for (int round = 0; round < 5; round++) {
      Path crashed = directory.resolveSibling(directory.getFileName() + "-" + round);
      try (TestLog log = open()) {
        for (int i = 0; i < 20; i++) {
          log.appendNumbers(ORDERS, round * 2_000 + i * 100, 100);
        }
        copy(directory, crashed);
      }
      for (int again = 0; again < 3; again++) {
        try (TestLog log = TestLog.open(vertx, smallFiles(crashed), disk)) {
          assertThat(log.data(ORDERS)).isEqualTo(numbers(0, (round + 1) * 2_000));
        }
      }
    }
  }

  @Test
  void usesJournalFilesAgain() throws IOException {
    try (TestLog log = open()) {
      log.create(ORDERS, FOR_EVER);
      for (int i = 0; i < 150; i++) {
        log.append(ORDERS, TestLog.filled(20, 1_000));
      }
      eventually("checkpoints freed the journal", () -> files("journal").size() <= 5);
      assertThat(log.readAll(ORDERS)).hasSize(3_000);
    }
    assertThat(files("journal").stream().filter(file -> file.toString().endsWith(".journal")))
        .as("only files that the next start needs")
        .hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void remembersIdsAcrossACrashAndForgetsThemAfterTheirWindow() throws IOException {
    Path crashed = directory.resolveSibling(directory.getFileName() + "-crashed");
    AppendResult first;
    try (TestLog log = open()) {
      log.create(ORDERS, new StreamConfig(3, 0, 0, 0, 60_000));
      first = log.append(ORDERS, withIds("a", "b", "a"));
      assertThat(first.repeat(2)).isTrue();
      assertThat(first.offset(2)).isEqualTo(first.offset(0));
      copy(directory, crashed);
    }
    for (Path place : List.of(directory, crashed)) {
      try (TestLog log = open(place)) {
        AppendResult again = log.append(ORDERS, withIds("c", "b"));
        assertThat(again.repeat(0)).isFalse();
        assertThat(again.repeat(1)).isTrue();
        assertThat(again.offset(1)).isEqualTo(first.offset(1));
        assertThat(again.partition(1)).isEqualTo(first.partition(1));
        assertThat(again.timestamp(1)).isEqualTo(first.timestamp(1));
      }
    }
    clock.addAndGet(60_001);
    try (TestLog log = open()) {
      assertThat(log.append(ORDERS, withIds("b")).repeat(0)).isFalse();
    }
  }

  @Test
  void refusesNewIdsRatherThanForgetOnes() {
    try (TestLog log = open(smallFiles(directory).put("dedup_ids_max", 3))) {
      log.create(ORDERS, new StreamConfig(1, 0, 0, 0, 60_000));
      log.append(ORDERS, withIds("a", "b"));

      assertThatThrownBy(() -> log.append(ORDERS, withIds("c", "d")))
          .isInstanceOfSatisfying(
              StreamException.class,
              refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.OVERLOADED))
          .hasMessageContaining("dedup_ids_max");

      assertThat(log.readAll(ORDERS)).hasSize(2);
      assertThat(log.append(ORDERS, withIds("a", "c")).repeats()).isEqualTo(1);
      assertThat(log.append(ORDERS, withIds("a", "b", "c")).repeats()).isEqualTo(3);
      clock.addAndGet(60_001);
      assertThat(log.append(ORDERS, withIds("d", "e", "f")).repeats()).isZero();
    }
  }

  @Test
  void showsWhatFollowsAWriteOfNothingButRepeats() {
    try (TestLog log = open()) {
      log.create(ORDERS, FOR_EVER);
      log.append(ORDERS, withIds("a"));
      log.append(ORDERS, withIds("a"));

      log.append(ORDERS, withIds("b"));

      assertThat(log.readAll(ORDERS).stream().map(Stored::id)).containsExactly("a", "b");
    }
  }

  @Test
  void countsExactlyWhatRetentionLeavesAndDeletesTheFiles() throws IOException {
    StreamName stream = ORDERS;
    try (TestLog log = open()) {
      log.create(stream, new StreamConfig(70, 0, 0, 700, 0));
      for (int i = 0; i < 6_000; i += 100) {
        log.appendNumbers(stream, i, 100);
        clock.addAndGet(10);
        if (i % 900 == 0) {
          await(log.storage.enforceRetention(clock.get()));
          check(log);
        }
      }
      await(log.storage.enforceRetention(clock.get()));
      check(log);
      assertThat(log.data(stream)).isEqualTo(numbers(5_300, 700));
      eventually("old segments are gone", () -> segments().size() <= 3);
    }
    try (TestLog log = open()) {
      check(log);
      assertThat(log.data(stream)).isEqualTo(numbers(5_300, 700));
      await(
          log.storage.alterStream(
              stream,
              await(log.storage.stream(stream)).generation(),
              new StreamConfig(70, 30, 0, 0, 0)));
      await(log.storage.enforceRetention(clock.get()));
      check(log);
      assertThat(log.data(stream)).isEqualTo(numbers(5_700, 300));
      await(log.storage.enforceRetention(clock.get() + 1_000_000));
      check(log);
      assertThat(log.readAll(stream)).isEmpty();
      log.appendNumbers(stream, 6_000, 10);
      check(log);
    }
    try (TestLog log = open()) {
      assertThat(log.data(stream)).isEqualTo(numbers(6_000, 10));
      check(log);
    }
  }

  /** The counters against the events themselves. */
  private static void check(TestLog log) {
    StreamStats stats = await(log.storage.stats(ORDERS));
    List<Stored> events = log.readAll(ORDERS);
    assertThat(stats.info().messageCount()).isEqualTo(events.size());
    Map<Integer, Long> positions = new HashMap<>();
    Map<Integer, Long> expected = new HashMap<>();
    long middle = stats.info().minOffset() + events.size() / 2;
    for (PartitionStats partition : stats.partitions()) {
      List<Long> offsets =
          events.stream()
              .filter(event -> event.partition() == partition.partition())
              .map(Stored::offset)
              .toList();
      assertThat(partition.messageCount()).isEqualTo(offsets.size());
      if (!offsets.isEmpty()) {
        assertThat(partition.minOffset()).isEqualTo(offsets.get(0));
        assertThat(partition.maxOffset()).isEqualTo(offsets.get(offsets.size() - 1));
      }
      positions.put(partition.partition(), middle);
      expected.put(
          partition.partition(), offsets.stream().filter(offset -> offset >= middle).count());
    }
    assertThat(await(log.storage.countFrom(ORDERS, positions))).isEqualTo(expected);
    assertThat(log.read(ORDERS, 0, EventFilter.partition(7)).stream().map(Stored::offset))
        .containsExactlyElementsOf(
            events.stream().filter(event -> event.partition() == 7).map(Stored::offset).toList());
  }

  @Test
  void servesManyStreamsWithFewOpenFiles() {
    int streams = 1_000;
    FaultyDisk unsynced = new FaultyDisk(false);
    JsonObject options =
        smallFiles(directory)
            .put("journal_file_bytes", 4 * 1024 * 1024)
            .put("segment_bytes", 1024 * 1024)
            .put("pending_bytes", 2 * 1024 * 1024)
            .put("open_files_max", 20);
    try (TestLog log = TestLog.open(vertx, options, unsynced)) {
      await(
          io.vertx.core.Future.all(
              IntStream.range(0, streams)
                  .mapToObj(i -> log.storage.createStream(name(i), FOR_EVER))
                  .toList()));
      for (int round = 0; round < 4; round++) {
        List<io.vertx.core.Future<?>> writes = new ArrayList<>();
        for (int i = 0; i < streams; i++) {
          writes.add(
              log.storage.write(
                  List.of(
                      io.thalweg.core.spi.WriteBatch.of(
                          io.thalweg.core.spi.StreamAppend.of(
                              name(i), TestLog.filled(2, 1_000))))));
        }
        await(io.vertx.core.Future.all(writes));
      }
      for (int i = 0; i < streams; i += 37) {
        assertThat(log.readAll(name(i))).hasSize(8);
      }
    }
    try (TestLog log = TestLog.open(vertx, options, unsynced)) {
      for (int i = 0; i < streams; i += 37) {
        assertThat(log.readAll(name(i))).hasSize(8);
      }
    }
    assertThat(segments()).hasSizeGreaterThan(100);
    assertThat(unsynced.openSegmentsMost()).isLessThanOrEqualTo(20 + 6);
  }

  @Test
  void removesTheFilesOfADeletedStream() {
    try (TestLog log = open()) {
      log.create(ORDERS, FOR_EVER);
      for (int i = 0; i < 10; i++) {
        log.append(ORDERS, TestLog.filled(50, 1_000));
      }
      eventually("there are segments", () -> !segments().isEmpty());
      await(log.storage.deleteStream(ORDERS));
      eventually("they are gone", () -> segments().isEmpty());
      log.create(ORDERS, FOR_EVER);
      log.appendNumbers(ORDERS, 0, 3);
    }
    try (TestLog log = open()) {
      assertThat(log.data(ORDERS)).isEqualTo(numbers(0, 3));
    }
  }

  @Test
  void refusesOptionsByName() {
    assertThat(refusedField(smallFiles(directory).put("sync", true))).isEqualTo("sync");
    assertThat(refusedField(smallFiles(directory).put("segment_bytes", "x")))
        .isEqualTo("segment_bytes");
    assertThat(refusedField(smallFiles(directory).put("durability", "maybe")))
        .isEqualTo("durability");
    assertThat(refusedField(new JsonObject().put("data_dir", 3))).isEqualTo("data_dir");
  }

  private static String refusedField(JsonObject options) {
    StreamException refusal =
        catchThrowableOfType(StreamException.class, () -> FileOptions.from(options));
    assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    return refusal.field();
  }

  @Test
  void freesWhatDeletedStreamsLeftAlsoIfItEndsMeanwhile() throws IOException {
    try (TestLog log = open()) {
      log.create(ORDERS, FOR_EVER);
      log.append(ORDERS, TestLog.filled(100, 2_000));
      eventually("some of it is in segments", () -> !segments().isEmpty());
    }
    Path left = directory.resolve("trash").resolve("17-0.segment");
    Files.write(left, new byte[1000]);
    try (TestLog log = open()) {
      await(log.storage.deleteStream(ORDERS));
      eventually("the stream's files are gone", () -> files("streams").isEmpty());
      eventually("so is the trash", () -> files("trash").isEmpty());
    }
  }

  private TestLog open() {
    return open(directory);
  }

  private TestLog open(Path place) {
    return open(smallFiles(place));
  }

  private TestLog open(JsonObject options) {
    return TestLog.open(vertx, options, disk, clock::get);
  }

  private static StreamName name(int i) {
    return new StreamName("stream-" + i);
  }

  private static List<String> numbers(int first, int count) {
    return IntStream.range(first, first + count).mapToObj(Integer::toString).toList();
  }

  private List<Path> segments() {
    return files("streams").stream().filter(file -> file.toString().endsWith(".segment")).toList();
  }

  private List<Path> files(String below) {
    try (Stream<Path> files = Files.walk(directory.resolve(below))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException | java.io.UncheckedIOException deletedMeanwhile) {
      return List.of(directory);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    DirectoryCopy.of(from, to);
  }
}
