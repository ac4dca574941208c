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
import io.thalweg.storage.file.TestLog.Stored;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
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
    JsonObject options =
        TestLog.smallFiles(directory)
            .put("segment_bytes", SEGMENT_BYTES)
            .put("journal_file_bytes", SEGMENT_BYTES);
    return TestLog.open(vertx, options, disk);
  }

  private static String data(int number) {
    return "\"number " + number + " " + "x".repeat(100) + '"';
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
