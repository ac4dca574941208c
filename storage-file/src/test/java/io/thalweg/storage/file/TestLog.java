package io.thalweg.storage.file;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.record.EventFields;
import io.thalweg.core.spi.AppendResult;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.thalweg.core.spi.StorageSpi;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.thalweg.storage.file.disk.Disk;
import io.thalweg.storage.file.disk.FileSystemDisk;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** A file storage in the hands of a test: waits, and throws what the storage failed with. */
final class TestLog implements AutoCloseable {
  static final StreamName ORDERS = new StreamName("orders");
  static final StreamConfig FOR_EVER = new StreamConfig(1, 0, 0, 0, 120_000);
  private static final long DEADLINE_S = 30;

  final StorageSpi storage;
  private boolean closed;

  /** An event as a reader sees it. */
  record Stored(long offset, int partition, long ordinal, long timestamp, String id, String data) {}

  private TestLog(StorageSpi storage) {
    this.storage = storage;
  }

  /** Small files, so that little data meets every edge. */
  static JsonObject smallFiles(Path directory) {
    return new JsonObject()
        .put("data_dir", directory.toString())
        .put("journal_file_bytes", 128 * 1024)
        .put("segment_bytes", 64 * 1024)
        .put("cache_bytes", 64 * 1024);
  }

  static TestLog open(Vertx vertx, JsonObject options) {
    return open(vertx, options, new FileSystemDisk(true), System::currentTimeMillis);
  }

  static TestLog open(Vertx vertx, JsonObject options, Disk disk) {
    return open(vertx, options, disk, System::currentTimeMillis);
  }

  static TestLog open(Vertx vertx, JsonObject options, Disk disk, LongSupplier clock) {
    StorageSpi storage = new FileStorage(vertx, FileOptions.from(options), disk, clock);
    await(storage.open());
    return new TestLog(storage);
  }

  void create(StreamName stream, StreamConfig config) {
    await(storage.createStream(stream, config));
  }

  WriteOutcome write(WriteBatch batch) {
    return await(storage.write(List.of(batch))).get(0);
  }

  AppendResult append(StreamName stream, EventBatch events) {
    WriteOutcome outcome = write(WriteBatch.of(StreamAppend.of(stream, events)));
    if (!outcome.isStored()) {
      throw outcome.refusal();
    }
    return outcome.appends().get(0);
  }

  /** Appends events whose data are the numbers from {@code first}. */
  void appendNumbers(StreamName stream, int first, int count) {
    append(stream, numbers(first, count));
  }

  static EventBatch numbers(int first, int count) {
    EventBatch.Builder batch = EventBatch.builder(count * 100);
    EventFields fields = new EventFields();
    for (int i = first; i < first + count; i++) {
      batch.add(fields.clear().type("number").data(Integer.toString(i)));
    }
    return batch.build();
  }

  static EventBatch withIds(String... ids) {
    EventBatch.Builder batch = EventBatch.builder(ids.length * 100);
    for (String id : ids) {
      batch.add(new EventFields().type("with.id").data("1").id(id));
    }
    return batch.build();
  }

  static EventBatch filled(int count, int dataBytes) {
    EventBatch.Builder batch = EventBatch.builder(count * (dataBytes + 100));
    String data = '"' + "x".repeat(dataBytes - 2) + '"';
    for (int i = 0; i < count; i++) {
      batch.add(new EventFields().type("filled").data(data));
    }
    return batch.build();
  }

  List<Stored> readAll(StreamName stream) {
    return read(stream, 0, EventFilter.ALL);
  }

  /** Reads to the head, page by page. */
  List<Stored> read(StreamName stream, long from, EventFilter filter) {
    List<Stored> events = new ArrayList<>();
    long next = from;
    while (true) {
      ReadResult page = await(storage.read(new ReadQuery(stream, next, filter, 500, 1 << 18)));
      EventCursor event = page.events().cursor();
      while (event.next()) {
        events.add(
            new Stored(
                event.offset(),
                event.partition(),
                event.ordinal(),
                event.timestamp(),
                event.id(),
                event.data().toString()));
      }
      next = page.next();
      if (next >= page.head()) {
        return events;
      }
    }
  }

  List<String> data(StreamName stream) {
    return readAll(stream).stream().map(Stored::data).toList();
  }

  static <T> T await(Future<T> future) {
    try {
      return future.await(DEADLINE_S, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new AssertionError("no answer within " + DEADLINE_S + " s", late);
    }
  }

  static StreamException failureOf(Future<?> future) {
    try {
      await(future);
    } catch (StreamException failure) {
      return failure;
    }
    throw new AssertionError("did not fail");
  }

  static void eventually(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_S);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(what + ": not in time");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      await(storage.close());
    }
  }
}
