package io.thalweg.storage.file;

import static io.thalweg.storage.file.TestLog.FOR_EVER;
import static io.thalweg.storage.file.TestLog.ORDERS;
import static io.thalweg.storage.file.TestLog.smallFiles;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.storage.file.TestLog.Stored;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Damages what is on the disk: a torn tail is dropped, anything else is told, nothing is wrong. */
@Timeout(300)
class DamageTest {
  private static final int FLIPS = Boolean.getBoolean("thalweg.long") ? 20_000 : 150;

  @TempDir Path root;

  private final Vertx vertx = Vertx.vertx();
  private final long seed = Long.getLong("thalweg.seed", System.nanoTime());
  private int copies;

  @AfterEach
  void closeVertx() {
    vertx.close();
  }

  @Test
  void dropsATornTailWhereverItIsTorn() throws IOException {
    Path crashed = root.resolve("crashed");
    long lastFrameAt;
    try (TestLog log = open(root.resolve("live"))) {
      log.create(ORDERS, FOR_EVER);
      log.appendNumbers(ORDERS, 0, 3);
      lastFrameAt = Files.size(journalFiles(root.resolve("live")).get(0));
      log.appendNumbers(ORDERS, 3, 1);
      copy(root.resolve("live"), crashed);
    }
    long end = Files.size(journalFiles(crashed).get(0));

    for (long cut = lastFrameAt; cut <= end; cut++) {
      Path torn = copyOf(crashed);
      truncate(journalFiles(torn).get(0), cut);
      expect(torn, cut == end ? 4 : 3);
      delete(torn);
    }
    Path overwritten = copyOf(crashed);
    write(journalFiles(overwritten).get(0), end - 5, new byte[64]);
    expect(overwritten, 3);
  }

  private void expect(Path torn, int count) {
    try (TestLog log = open(torn)) {
      assertThat(log.data(ORDERS)).isEqualTo(numbers(count));
      log.appendNumbers(ORDERS, count, 2);
    }
    try (TestLog log = open(torn)) {
      assertThat(log.data(ORDERS)).isEqualTo(numbers(count + 2));
    }
  }

  @Test
  void refusesToOpenWhenAnAcknowledgedCommitCannotBeRead() throws IOException {
    Path crashed = root.resolve("crashed");
    long middle;
    try (TestLog log = open(root.resolve("live"))) {
      log.create(ORDERS, FOR_EVER);
      log.appendNumbers(ORDERS, 0, 3);
      middle = Files.size(journalFiles(root.resolve("live")).get(0)) - 20;
      log.appendNumbers(ORDERS, 3, 3);
      copy(root.resolve("live"), crashed);
    }
    flip(journalFiles(crashed).get(0), middle, 1);

    assertThatThrownBy(() -> open(crashed))
        .isInstanceOfSatisfying(
            StreamException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.CORRUPT))
        .hasMessageContaining(journalFiles(crashed).get(0).toString())
        .hasMessageContaining("at byte ")
        .hasMessageContaining("restore");
  }

  @Test
  void tellsWhereADamagedSegmentIsAndServesTheRest() throws IOException {
    Path directory = root.resolve("segments");
    fill(directory, 2_000);
    Path segment = files(directory, ".segment").get(1);
    flip(segment, 30_000, 8);

    try (TestLog log = open(directory)) {
      assertThatThrownBy(() -> log.readAll(ORDERS))
          .isInstanceOfSatisfying(
              StreamException.class,
              failure -> assertThat(failure.code()).isEqualTo(ErrorCode.CORRUPT))
          .hasMessageContaining(segment.toString());
      assertThat(log.read(ORDERS, 1_500, EventFilter.ALL)).hasSize(500);
      log.appendNumbers(ORDERS, 2_000, 1);
    }
  }

  @Test
  void noticesABlockThatBelongsToAnotherStream() throws IOException {
    Path directory = root.resolve("swapped");
    StreamName other = new StreamName("other");
    try (TestLog log = open(directory)) {
      for (StreamName stream : List.of(ORDERS, other)) {
        log.create(stream, FOR_EVER);
        for (int i = 0; i < 2_000; i += 500) {
          log.appendNumbers(stream, i, 500);
        }
      }
    }
    Path first = files(directory.resolve("streams/1"), ".segment").get(0);
    Path second = files(directory.resolve("streams/2"), ".segment").get(0);
    byte[] bytes = Files.readAllBytes(second);
    write(first, 4_096, java.util.Arrays.copyOfRange(bytes, 4_096, 8_192));

    try (TestLog log = open(directory)) {
      assertThatThrownBy(() -> log.readAll(ORDERS)).hasMessageContaining(first.toString());
      assertThat(log.data(other)).isEqualTo(numbers(2_000));
    }
  }

  @Test
  void refusesADamagedManifest() throws IOException {
    Path directory = root.resolve("manifest");
    fill(directory, 10);
    flip(directory.resolve("manifest"), 70, 1);

    assertThatThrownBy(() -> open(directory)).hasMessageContaining("manifest");
  }

  @Test
  void makesALostOrDamagedIndexAgain() throws IOException {
    Path directory = root.resolve("index");
    fill(directory, 2_000);
    List<Path> indexes = files(directory, ".index");
    assertThat(indexes).hasSizeGreaterThan(2);
    Files.delete(indexes.get(0));
    flip(indexes.get(1), 60, 4);

    try (TestLog log = open(directory)) {
      assertThat(log.data(ORDERS)).isEqualTo(numbers(2_000));
      assertThat(log.read(ORDERS, 700, EventFilter.partition(0))).hasSize(1_300);
    }
  }

  @Test
  void neverServesAWrongByteWhateverBitIsFlipped() throws IOException {
    Path clean = root.resolve("clean");
    Path crashed = root.resolve("crashed");
    fill(clean, 1_000);
    try (TestLog log = open(clean)) {
      for (int i = 1_000; i < 1_400; i += 50) {
        log.appendNumbers(ORDERS, i, 50);
      }
      copy(clean, crashed);
    }
    Random random = new Random(seed);
    int told = 0;
    int whole = 0;
    for (int i = 0; i < FLIPS; i++) {
      Path damaged = copyOf(crashed);
      List<Path> files = files(damaged, "");
      Path file = files.get(random.nextInt(files.size()));
      if (Files.size(file) > 0) {
        long at = (long) (random.nextDouble() * Files.size(file));
        flip(file, at, 1 << random.nextInt(8));
      }
      int served = served(damaged);
      told += served < 0 ? 1 : 0;
      whole += served == 1_400 ? 1 : 0;
      delete(damaged);
    }
    System.out.printf(
        "bit flips: seed %d, flips %d, told %d, harmless %d, wrong 0%n", seed, FLIPS, told, whole);
    assertThat(told + whole).isPositive();
  }

  /** The number of events that were served, all of them right; -1 if the damage was told. */
  private int served(Path damaged) {
    try (TestLog log = open(damaged)) {
      List<Stored> events = log.readAll(ORDERS);
      for (int i = 0; i < events.size(); i++) {
        assertThat(events.get(i).offset()).as("seed %d", seed).isEqualTo(i);
        assertThat(events.get(i).data()).as("seed %d", seed).isEqualTo(Integer.toString(i));
      }
      assertThat(events.size()).as("all but the last commit, seed %d", seed).isIn(1_350, 1_400);
      return events.size();
    } catch (StreamException told) {
      assertThat(told.code()).as(told.getMessage()).isEqualTo(ErrorCode.CORRUPT);
      return -1;
    }
  }

  private void fill(Path directory, int count) {
    try (TestLog log = open(directory)) {
      log.create(ORDERS, FOR_EVER);
      for (int i = 0; i < count; i += Math.min(100, count)) {
        log.appendNumbers(ORDERS, i, Math.min(100, count));
      }
    }
  }

  private TestLog open(Path directory) {
    JsonObject options = smallFiles(directory).put("durability", "os");
    return TestLog.open(vertx, options, new io.thalweg.storage.file.disk.FileSystemDisk(false));
  }

  private static List<String> numbers(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }

  private static List<Path> journalFiles(Path directory) {
    return files(directory.resolve("journal"), ".journal");
  }

  private static List<Path> files(Path directory, String suffix) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> Files.isRegularFile(file) && file.toString().endsWith(suffix))
          .sorted()
          .toList();
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  private Path copyOf(Path directory) throws IOException {
    Path copy = root.resolve("copy-" + copies++);
    copy(directory, copy);
    return copy;
  }

  private static void copy(Path from, Path to) throws IOException {
    DirectoryCopy.of(from, to);
  }

  private static void delete(Path directory) throws IOException {
    DirectoryCopy.delete(directory);
  }

  private static void truncate(Path file, long size) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.setLength(size);
    }
  }

  private static void flip(Path file, long at, int bits) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.seek(at);
      int old = open.read();
      open.seek(at);
      open.write(old ^ bits);
    }
  }

  private static void write(Path file, long at, byte[] bytes) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.seek(at);
      open.write(bytes);
    }
  }
}
