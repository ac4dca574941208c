package io.thalweg.storage.file;

import static io.thalweg.storage.file.TestLog.ORDERS;
import static io.thalweg.storage.file.TestLog.await;
import static io.thalweg.storage.file.TestLog.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventFields;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.spi.ReadQuery;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Readers that go over the same segments, each for a partition of its own; the segments are larger
 * than what is kept of them.
 */
@Timeout(120)
class SharedStretchTest {
  private static final int PARTITIONS = 4;
  private static final int EVENTS = 50_000;
  private static final int DATA_BYTES = 1000;

  @TempDir Path directory;

  private final Vertx vertx = Vertx.vertx();
  private final FaultyDisk disk = new FaultyDisk();

  @BeforeEach
  void fill() {
    try (TestLog log = open()) {
      log.create(ORDERS, new StreamConfig(PARTITIONS, 0, 0, 0, 120_000));
      for (int i = 0; i < EVENTS; i += 500) {
        log.append(ORDERS, events(i, 500));
      }
    }
  }

  @AfterEach
  void closeVertx() {
    vertx.close();
  }

  @Test
  void isReadOnceForAllWhoGoOnTogether() throws IOException {
    try (TestLog log = open()) {
      disk.forgetReads();
      long[] next = new long[PARTITIONS];
      List<List<Integer>> seen = nothingSeen();
      while (LongStream.of(next).min().orElseThrow() < EVENTS) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
          next[partition] = readPage(log, partition, next[partition], seen.get(partition));
        }
      }
      long segmentBytes = new SegmentFiles(directory).bytes();
      assertThat(disk.bytesRead()).isBetween(segmentBytes / 2, segmentBytes * 5 / 4);
      seenIsEverything(seen);
    }
  }

  @Test
  void givesEachReaderItsOwnWhereverItIs() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(PARTITIONS);
    try (TestLog log = open()) {
      List<List<Integer>> seen = nothingSeen();
      List<Callable<Void>> readers = new ArrayList<>();
      for (int partition = 0; partition < PARTITIONS; partition++) {
        int mine = partition;
        readers.add(
            () -> {
              for (long next = 0; next < EVENTS; ) {
                next = readPage(log, mine, next, seen.get(mine));
              }
              return null;
            });
      }
      for (Future<Void> reader : threads.invokeAll(readers)) {
        reader.get();
      }
      seenIsEverything(seen);
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void servesWhatIsBeforeDamageAndNothingBehindIt() throws IOException {
    int damaged = EVENTS / 2;
    new SegmentFiles(directory).flipABitOf(data(damaged));
    try (TestLog log = open()) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        EventFilter filter = EventFilter.partition(partition);
        List<Integer> seen = new ArrayList<>();
        for (long next = 0; next < damaged - 1000; ) {
          next = readPage(log, partition, next, seen, 50);
        }
        readPage(log, partition, damaged - 40, seen, 1);
        assertThat(seen).hasSizeGreaterThan((damaged - 1000) / PARTITIONS * 9 / 10);
        ReadQuery over = new ReadQuery(ORDERS, damaged - 40, filter, 500, 1 << 20);
        assertThat(failureOf(log.storage.read(over)).code()).isEqualTo(ErrorCode.CORRUPT);
      }
    }
  }

  private static long readPage(TestLog log, int partition, long from, List<Integer> seen) {
    return readPage(log, partition, from, seen, 500);
  }

  private static long readPage(
      TestLog log, int partition, long from, List<Integer> seen, int limit) {
    EventFilter filter = EventFilter.partition(partition);
    var page = await(log.storage.read(new ReadQuery(ORDERS, from, filter, limit, 1 << 20)));
    var event = page.events().cursor();
    while (event.next()) {
      assertThat(event.partition()).isEqualTo(partition);
      assertThat(event.data().toString()).isEqualTo(data((int) event.offset()));
      seen.add((int) event.offset());
    }
    return page.next();
  }

  private static List<List<Integer>> nothingSeen() {
    return Stream.generate(() -> (List<Integer>) new ArrayList<Integer>())
        .limit(PARTITIONS)
        .toList();
  }

  private static void seenIsEverything(List<List<Integer>> seen) {
    for (List<Integer> ofPartition : seen) {
      assertThat(ofPartition).isSorted().doesNotHaveDuplicates();
    }
    assertThat(seen.stream().mapToInt(List::size).sum()).isEqualTo(EVENTS);
  }

  private TestLog open() {
    JsonObject options =
        TestLog.smallFiles(directory)
            .put("segment_bytes", 128 * 1024 * 1024)
            .put("journal_file_bytes", 8 * 1024 * 1024);
    return TestLog.open(vertx, options, disk);
  }

  private static String data(int number) {
    return "\"number " + number + " " + "x".repeat(DATA_BYTES) + '"';
  }

  private static EventBatch events(int first, int count) {
    EventBatch.Builder batch = EventBatch.builder(count * (DATA_BYTES + 100));
    EventFields fields = new EventFields();
    for (int i = first; i < first + count; i++) {
      batch.add(fields.clear().type("number").key(Integer.toString(i)).data(data(i)));
    }
    return batch.build();
  }
}
