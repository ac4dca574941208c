package io.thalweg.storage.file;

import static io.thalweg.storage.file.TestLog.ORDERS;
import static io.thalweg.storage.file.TestLog.await;
import static io.thalweg.storage.file.TestLog.eventually;
import static io.thalweg.storage.file.TestLog.failureOf;
import static io.thalweg.storage.file.TestLog.filled;
import static io.thalweg.storage.file.TestLog.numbers;
import static io.thalweg.storage.file.TestLog.withIds;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamInfo;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.model.StreamStats;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventFields;
import io.thalweg.core.spi.GroupWrite;
import io.thalweg.core.spi.ProducerStamp;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A commit is decided while a large one before it is at the disk. */
@Timeout(60)
class TwoCommitsTest {
  private static final StreamConfig THREE_PARTITIONS = new StreamConfig(3, 0, 0, 0, 120_000);
  private static final GroupName GROUP = new GroupName("g");
  private static final int BEFORE = 5;
  private static final int LARGE = 300;

  @TempDir Path directory;

  private final Vertx vertx = Vertx.vertx();
  private final FaultyDisk disk = new FaultyDisk();
  private final AtomicInteger decided = new AtomicInteger();
  private TestLog log;
  private FaultyDisk.Hold hold;

  @BeforeEach
  void openWithAFewEvents() {
    log = open();
    log.create(ORDERS, THREE_PARTITIONS);
    log.appendNumbers(ORDERS, 0, BEFORE);
  }

  @AfterEach
  void close() {
    log.close();
    vertx.close();
  }

  @Test
  void areStoredAndAnsweredInOrder() {
    List<String> answers = new ArrayList<>();
    var first = atTheDisk(large()).onSuccess(stored -> answers.add("first"));
    var second = decidedBehind(append(numbers(0, 3))).onSuccess(stored -> answers.add("second"));

    assertThat(first.isComplete() || second.isComplete()).isFalse();
    assertThat(log.readAll(ORDERS)).as("nothing is shown before it is durable").hasSize(BEFORE);
    hold.release();

    assertThat(outcome(second).appends().get(0).offset(0)).isEqualTo(BEFORE + LARGE);
    assertThat(outcome(first).appends().get(0).offset(0)).isEqualTo(BEFORE);
    eventually("both are answered", () -> answers.size() == 2);
    assertDense(BEFORE + LARGE + 3);
    reopen();
    assertDense(BEFORE + LARGE + 3);
  }

  @Test
  void areBothRefusedIfTheFirstHasNoRoomAndLeaveNoTrace() {
    var first = atTheDiskThatIsFull(large());
    var second = decidedBehind(append(numbers(0, 3)));
    var third = decidedBehind(append(filled(LARGE, 1_000)));
    hold.release();

    for (var refused : List.of(first, second, third)) {
      assertThat(outcome(refused).refusal().code()).isEqualTo(ErrorCode.STORAGE_FULL);
    }
    assertDense(BEFORE);
    disk.makeRoom();
    log.appendNumbers(ORDERS, BEFORE, 4);
    log.append(ORDERS, filled(LARGE, 1_000));
    assertDense(BEFORE + 4 + LARGE);
    reopen();
    assertDense(BEFORE + 4 + LARGE);
  }

  @Test
  void areBothUnknownIfTheFirstCannotBeForced() {
    var first = atTheDisk(large());
    var second = decidedBehind(append(numbers(0, 3)));
    disk.failSyncsOf(FaultyDisk.journal());
    hold.release();

    assertThat(failureOf(first).code()).isEqualTo(ErrorCode.WRITES_CLOSED);
    assertThat(failureOf(second).code()).isEqualTo(ErrorCode.WRITES_CLOSED);
    assertDense(BEFORE);
    assertThat(disk.failedSyncs()).as("never forced again").isEqualTo(1);
    disk.failSyncsOf(path -> false);
    reopen();
    assertThat(log.readAll(ORDERS).size())
        .as("the second never reached the disk")
        .isIn(BEFORE, BEFORE + LARGE);
  }

  @Test
  void knowTheIdsOfEachOther() {
    var first = atTheDisk(append(withIdsAndFilling("a", "b")));
    var second = decidedBehind(append(withIds("b", "c")));
    hold.release();

    assertThat(outcome(second).appends().get(0).repeat(0)).isTrue();
    assertThat(outcome(second).appends().get(0).offset(0))
        .isEqualTo(outcome(first).appends().get(0).offset(1));
    assertThat(outcome(second).appends().get(0).repeat(1)).isFalse();
  }

  @Test
  void forgetTheIdsOfEachOtherIfTheFirstHasNoRoom() {
    var first = atTheDiskThatIsFull(append(withIdsAndFilling("a", "b")));
    var second = decidedBehind(append(withIds("b", "c")));
    hold.release();

    assertThat(outcome(first).refusal().code()).isEqualTo(ErrorCode.STORAGE_FULL);
    assertThat(outcome(second).refusal().code())
        .as("a repeat of what was not stored")
        .isEqualTo(ErrorCode.STORAGE_FULL);
    disk.makeRoom();
    assertThat(log.append(ORDERS, withIds("a", "b", "c")).repeats()).isZero();
    assertDense(BEFORE + 3);
  }

  @Test
  void knowTheProducersOfEachOther() {
    var first = atTheDisk(stamped(0, filled(LARGE, 1_000)));
    var again = decidedBehind(stamped(0, filled(LARGE, 1_000)));
    var next = decidedBehind(stamped(LARGE, numbers(0, 2)));
    var gap = decidedBehind(stamped(LARGE + 3, numbers(0, 2)));
    hold.release();

    assertThat(outcome(first).repeated()).isFalse();
    assertThat(outcome(again).repeated()).isTrue();
    assertThat(outcome(again).appends().get(0).offset(7)).isEqualTo(BEFORE + 7);
    assertThat(outcome(next).appends().get(0).offset(0)).isEqualTo(BEFORE + LARGE);
    assertThat(outcome(gap).refusal().code()).isEqualTo(ErrorCode.OUT_OF_SEQUENCE);
  }

  @Test
  void forgetTheProducersOfEachOtherIfTheFirstHasNoRoom() {
    var first = atTheDiskThatIsFull(stamped(0, filled(LARGE, 1_000)));
    var again = decidedBehind(stamped(0, filled(LARGE, 1_000)));
    hold.release();

    assertThat(outcome(first).refusal().code()).isEqualTo(ErrorCode.STORAGE_FULL);
    assertThat(outcome(again).refusal().code()).isEqualTo(ErrorCode.STORAGE_FULL);
    disk.makeRoom();
    assertThat(log.write(stamped(0, filled(LARGE, 1_000))).repeated()).isFalse();
    assertDense(BEFORE + LARGE);
  }

  @Test
  void knowTheGroupsOfEachOther() {
    var first = atTheDisk(withGroup(large(), createGroup()));
    var second = decidedBehind(withGroup(append(numbers(0, 1)), newGeneration()));
    var zombie = decidedBehind(withGroup(append(numbers(0, 1)), newGeneration()));
    assertThat(failureOf(log.storage.group(ORDERS, GROUP)).code())
        .isEqualTo(ErrorCode.GROUP_NOT_FOUND);
    hold.release();

    assertThat(outcome(first).isStored()).isTrue();
    assertThat(outcome(second).isStored()).isTrue();
    assertThat(outcome(zombie).refusal().code()).isEqualTo(ErrorCode.FENCED);
    assertThat(await(log.storage.group(ORDERS, GROUP)).generation()).isEqualTo(1);
    assertDense(BEFORE + LARGE + 1);
  }

  @Test
  void forgetTheGroupsOfEachOtherIfTheFirstHasNoRoom() {
    var first = atTheDiskThatIsFull(withGroup(large(), createGroup()));
    var second = decidedBehind(withGroup(append(numbers(0, 1)), newGeneration()));
    hold.release();

    assertThat(outcome(first).refusal().code()).isEqualTo(ErrorCode.STORAGE_FULL);
    assertThat(outcome(second).refusal().code()).isEqualTo(ErrorCode.STORAGE_FULL);
    disk.makeRoom();
    assertThat(log.write(withGroup(append(numbers(0, 1)), createGroup())).isStored()).isTrue();
    assertThat(await(log.storage.group(ORDERS, GROUP)).generation()).isZero();
  }

  @Test
  void knowTheHeadsOfEachOther() {
    atTheDisk(large());
    var late = decidedBehind(expecting(BEFORE));
    var right = decidedBehind(expecting(BEFORE + LARGE));
    hold.release();

    assertThat(outcome(late).refusal().code()).isEqualTo(ErrorCode.HEAD_MISMATCH);
    assertThat(outcome(right).isStored()).isTrue();
    assertDense(BEFORE + LARGE + 1);
  }

  @Test
  void areStoredBeforeAChangeThatWasAskedForLater() {
    StreamInfo info = await(log.storage.stream(ORDERS));
    var first = atTheDisk(large());
    var second = decidedBehind(append(numbers(0, 3)));
    var altered =
        log.storage.alterStream(ORDERS, info.generation(), new StreamConfig(5, 0, 0, 100, 120_000));
    var stats = log.storage.stats(ORDERS);
    var trimmed = altered.compose(done -> log.storage.enforceRetention(1));
    var deleted = trimmed.compose(done -> log.storage.stats(ORDERS));
    hold.release();

    assertThat(outcome(first).isStored() && outcome(second).isStored()).isTrue();
    assertThat(await(altered).head()).isEqualTo(BEFORE + LARGE + 3);
    assertThat(await(stats).partitions()).hasSize(5);
    assertThat(await(deleted).info().minOffset()).isEqualTo(BEFORE + LARGE + 3 - 100);
    assertThat(counted(await(deleted))).isEqualTo(100);
  }

  @Test
  void areAnsweredBeforeTheirStreamIsDeleted() {
    var first = atTheDisk(large());
    var second = decidedBehind(append(numbers(0, 3)));
    var deleted = log.storage.deleteStream(ORDERS);
    var late = log.storage.write(List.of(append(numbers(0, 1))));
    hold.release();

    assertThat(outcome(first).isStored() && outcome(second).isStored()).isTrue();
    await(deleted);
    assertThat(outcome(late).refusal().code()).isEqualTo(ErrorCode.STREAM_NOT_FOUND);
    log.create(ORDERS, THREE_PARTITIONS);
    log.appendNumbers(ORDERS, 0, 3);
    assertDense(3);
  }

  @Test
  void areBothStoredBeforeTheStorageIsClosed() {
    var first = atTheDisk(large());
    var second = decidedBehind(append(numbers(0, 3)));
    var closed = log.storage.close();
    hold.release();

    await(closed);
    assertThat(outcome(first).isStored() && outcome(second).isStored()).isTrue();
    log = open();
    assertDense(BEFORE + LARGE + 3);
  }

  /** Three commits: a look of the second must not wait for the large third. */
  @Test
  void doNotKeepALookWaitingThatCameBeforeThem() {
    FaultyDisk.Hold small = disk.holdSyncsOf(FaultyDisk.journal());
    var before = log.storage.write(List.of(append(numbers(0, 1))));
    small.awaitReached();
    hold = disk.holdSyncsOf(FaultyDisk.handedOver());
    var look = log.storage.stats(ORDERS);
    var behind = log.storage.write(List.of(large()));
    small.release();
    hold.awaitReached();

    assertThat(counted(await(look))).isEqualTo(BEFORE + 1);
    assertThat(outcome(before).isStored()).isTrue();
    assertThat(behind.isComplete()).isFalse();
    hold.release();
    assertThat(outcome(behind).isStored()).isTrue();
  }

  @Test
  void waitForRoomWithoutWaitingForEachOther() {
    FaultyDisk.Hold keeper = disk.holdWritesOf(FaultyDisk.segments());
    for (int i = 0; i < 3; i++) {
      log.append(ORDERS, filled(LARGE, 1_000));
    }
    keeper.awaitReached();
    var first = atTheDisk(large());
    var second = log.storage.write(List.of(append(filled(LARGE, 1_000))));
    var third = log.storage.write(List.of(append(numbers(0, 1))));
    hold.release();
    assertThat(outcome(first).isStored()).isTrue();
    keeper.release();

    assertThat(outcome(second).isStored() && outcome(third).isStored()).isTrue();
    assertDense(BEFORE + 5 * LARGE + 1);
  }

  private TestLog open() {
    JsonObject options =
        new JsonObject().put("data_dir", directory.toString()).put("pending_bytes", 1024 * 1024);
    return TestLog.open(
        vertx,
        options,
        disk,
        () -> {
          decided.incrementAndGet();
          return System.currentTimeMillis();
        });
  }

  private void reopen() {
    log.close();
    log = open();
  }

  /** Writes a batch that comes as far as to the force of the journal, and no further. */
  private Future<List<WriteOutcome>> atTheDisk(WriteBatch batch) {
    hold = disk.holdSyncsOf(FaultyDisk.handedOver());
    return held(batch);
  }

  private Future<List<WriteOutcome>> atTheDiskThatIsFull(WriteBatch batch) {
    hold = disk.holdWritesOf(FaultyDisk.handedOver());
    disk.fill(FaultyDisk.journal(), 1_000);
    return held(batch);
  }

  private Future<List<WriteOutcome>> held(WriteBatch batch) {
    Future<List<WriteOutcome>> write = log.storage.write(List.of(batch));
    hold.awaitReached();
    return write;
  }

  /** Writes a batch; it has been decided when this returns. */
  private Future<List<WriteOutcome>> decidedBehind(WriteBatch batch) {
    int before = decided.get();
    Future<List<WriteOutcome>> write = log.storage.write(List.of(batch));
    log.storage.write(
        List.of(WriteBatch.of(StreamAppend.of(new StreamName("nowhere"), numbers(0, 1)))));
    eventually("the write behind it is decided upon", () -> decided.get() >= before + 2);
    return write;
  }

  private static WriteBatch append(EventBatch events) {
    return WriteBatch.of(StreamAppend.of(ORDERS, events));
  }

  private static WriteBatch large() {
    return append(filled(LARGE, 1_000));
  }

  private static WriteBatch expecting(long head) {
    return WriteBatch.of(new StreamAppend(ORDERS, numbers(0, 1), head));
  }

  private static WriteBatch stamped(long sequence, EventBatch events) {
    return append(events)
        .stamped(new ProducerStamp(ORDERS, "p", 0, sequence, events.count(), 600_000));
  }

  private static WriteBatch withGroup(WriteBatch batch, GroupWrite group) {
    return new WriteBatch(batch.appends(), List.of(group));
  }

  private static GroupWrite createGroup() {
    return GroupWrite.create(ORDERS, GROUP, Buffer.buffer("s"), Map.of(0, 1L));
  }

  private static GroupWrite newGeneration() {
    return new GroupWrite(ORDERS, GROUP, GroupWrite.Kind.COMMIT, 0, 1, null, Map.of(0, 2L));
  }

  private static EventBatch withIdsAndFilling(String... ids) {
    EventBatch.Builder batch = EventBatch.builder(400_000);
    for (String id : ids) {
      batch.add(new EventFields().type("with.id").data("1").id(id));
    }
    String data = '"' + "x".repeat(300_000) + '"';
    batch.add(new EventFields().type("filling").data(data));
    return batch.build();
  }

  private static WriteOutcome outcome(Future<List<WriteOutcome>> write) {
    return await(write).get(0);
  }

  private static long counted(StreamStats stats) {
    return stats.partitions().stream().mapToLong(partition -> partition.messageCount()).sum();
  }

  /** Offsets and ordinals are dense, and the counters of the partitions say the same. */
  private void assertDense(int count) {
    List<TestLog.Stored> events = log.readAll(ORDERS);
    assertThat(events.stream().map(TestLog.Stored::offset).toList())
        .isEqualTo(IntStream.range(0, count).mapToObj(Long::valueOf).toList());
    long[] next = new long[3];
    long[] last = {-1, -1, -1};
    for (TestLog.Stored event : events) {
      assertThat(event.ordinal()).isEqualTo(next[event.partition()]++);
      last[event.partition()] = event.offset();
    }
    for (var partition : await(log.storage.stats(ORDERS)).partitions()) {
      assertThat(partition.messageCount()).isEqualTo(next[partition.partition()]);
      assertThat(partition.maxOffset()).isEqualTo(last[partition.partition()]);
    }
  }
}
