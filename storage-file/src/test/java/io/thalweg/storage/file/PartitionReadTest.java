package io.thalweg.storage.file;

import static io.thalweg.storage.file.TestLog.ORDERS;
import static io.thalweg.storage.file.TestLog.await;
import static io.thalweg.storage.file.TestLog.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventFields;
import io.thalweg.core.spi.AppendResult;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.storage.file.TestLog.Stored;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Reads of one of many partitions from segments: most blocks hold nothing of it. */
@Timeout(120)
class PartitionReadTest {
  private static final int PARTITIONS = 200;
  private static final int EVENTS = 20_000;
  private static final int SEGMENT_BYTES = 8 * 1024 * 1024;
  private static final int SMALL_SEGMENT_BYTES = 64 * 1024;

  /** So many events have keys of every partition. */
  private static final int OF_ALL = 3_000;

  @TempDir Path directory;

  private final Vertx vertx = Vertx.vertx();
  private final FaultyDisk disk = new FaultyDisk();
  private List<Stored> all;

  @BeforeEach
  void fill() {
    try (TestLog log = open()) {
      log.create(ORDERS, new StreamConfig(PARTITIONS, 0, 0, 0, 120_000));
      for (int i = 0; i < EVENTS; i += 500) {
        log.append(ORDERS, events(i, 500));
      }
      all = log.readAll(ORDERS);
    }
    assertThat(all).hasSize(EVENTS);
  }

  @AfterEach
  void closeVertx() {
    vertx.close();
  }

  @Test
  void giveEachEventToItsPartition() {
    try (TestLog log = open()) {
      for (int partition = 0; partition < PARTITIONS; partition += 9) {
        assertThat(log.read(ORDERS, 0, EventFilter.partition(partition)))
            .isEqualTo(ofPartition(partition));
      }
    }
  }

  @Test
  void startAnywhere() {
    try (TestLog log = open()) {
      EventFilter third = EventFilter.partition(3);
      for (int from = 0; from < EVENTS; from += 613) {
        long first = from;
        List<Stored> page = new ArrayList<>();
        var events =
            await(log.storage.read(new ReadQuery(ORDERS, from, third, 5, 1 << 18)))
                .events()
                .cursor();
        while (events.next()) {
          page.add(all.get((int) events.offset()));
          assertThat(events.data().toString()).isEqualTo(data((int) events.offset()));
        }
        assertThat(page)
            .isEqualTo(
                ofPartition(3).stream().filter(event -> event.offset() >= first).limit(5).toList());
      }
    }
  }

  @Test
  void readNothingTwice() throws IOException {
    try (TestLog log = open()) {
      disk.forgetReads();
      assertThat(log.read(ORDERS, 0, EventFilter.partition(7))).isNotEmpty();
      assertThat(disk.bytesRead()).isBetween(1L, new SegmentFiles(directory).bytes() * 5 / 4);
    }
  }

  @Test
  void passOverSegmentsThatHoldNothingOfIt() throws IOException {
    // These two partitions look alike to the index of a segment's blocks.
    int rare = 0;
    int frequent = 64;
    StreamName stream = new StreamName("two");
    try (TestLog log = open(SMALL_SEGMENT_BYTES)) {
      log.create(stream, new StreamConfig(PARTITIONS, 0, 0, 0, 120_000));
      AppendResult keys = log.append(stream, events(0, OF_ALL));
      append(log, stream, keyIn(frequent, keys), EVENTS / 2);
      append(log, stream, keyIn(rare, keys), 1);
    }
    try (TestLog log = open(SMALL_SEGMENT_BYTES)) {
      disk.forgetReads();
      assertThat(log.read(stream, OF_ALL, EventFilter.partition(rare))).hasSize(1);
      // Nothing at all if the last events came from the journal when it was opened.
      long ofRare = disk.bytesRead();
      assertThat(ofRare).isLessThanOrEqualTo(3L * SMALL_SEGMENT_BYTES);
      log.read(stream, 0, EventFilter.partition(frequent));
      assertThat(disk.bytesRead()).isGreaterThan(ofRare);
    }
  }

  private static int keyIn(int partition, AppendResult keys) {
    return IntStream.range(0, keys.count())
        .filter(key -> keys.partition(key) == partition)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void tellOfDamageInWhatTheyWant() throws IOException {
    int damaged = EVENTS / 3;
    new SegmentFiles(directory).flipABitOf(data(damaged));
    try (TestLog log = open()) {
      EventFilter filter = EventFilter.partition(all.get(damaged).partition());
      List<Stored> before = ofPartition(all.get(damaged).partition());
      before.removeIf(event -> event.offset() >= damaged);
      for (Stored event : before) {
        ReadQuery one = new ReadQuery(ORDERS, event.offset(), filter, 1, 4096);
        assertThat(await(log.storage.read(one)).events().count()).isEqualTo(1);
      }
      ReadQuery over = new ReadQuery(ORDERS, damaged - 40, filter, 500, 1 << 20);
      assertThat(failureOf(log.storage.read(over)).code()).isEqualTo(ErrorCode.CORRUPT);
    }
  }

  private TestLog open() {
    return open(SEGMENT_BYTES);
  }

  private TestLog open(int segmentBytes) {
    JsonObject options =
        TestLog.smallFiles(directory)
            .put("segment_bytes", segmentBytes)
            .put("journal_file_bytes", SEGMENT_BYTES);
    return TestLog.open(vertx, options, disk);
  }

  private static String data(int number) {
    return "\"number " + number + " " + "x".repeat(100) + '"';
  }

  /** Events of one key, in batches. */
  private static void append(TestLog log, StreamName stream, int key, int count) {
    EventFields event = new EventFields().type("number").key(Integer.toString(key));
    for (int i = 0; i < count; i += 500) {
      EventBatch.Builder batch = EventBatch.builder(100_000);
      for (int j = i; j < Math.min(count, i + 500); j++) {
        batch.add(event.data(data(j)));
      }
      log.append(stream, batch.build());
    }
  }

  private static EventBatch events(int first, int count) {
    EventBatch.Builder batch = EventBatch.builder(count * 200);
    EventFields fields = new EventFields();
    for (int i = first; i < first + count; i++) {
      batch.add(fields.clear().type("number").key(Integer.toString(i)).data(data(i)));
    }
    return batch.build();
  }

  private List<Stored> ofPartition(int partition) {
    return all.stream()
        .filter(event -> event.partition() == partition)
        .collect(Collectors.toCollection(ArrayList::new));
  }
}
