package io.thalweg.core.log;

import io.thalweg.core.bus.LogHealth;
import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamInfo;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.model.StreamStats;
import io.thalweg.core.spi.GroupRecord;
import io.thalweg.core.spi.Lease;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.thalweg.core.spi.StorageHealth;
import io.thalweg.core.spi.StorageSpi;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;

/**
 * The storage, with writes gathered, waiting reads, and a door that shuts when it must. Not
 * thread-safe: belongs to the log verticle's context.
 */
final class StorageLog implements StreamLog {
  private final StorageSpi storage;
  private final LogOptions options;
  private final WriteGate gate = new WriteGate();
  private final WriteCoalescer coalescer;
  private final WaitingReads waitingReads;

  /** For the calling context. */
  StorageLog(Vertx vertx, StorageSpi storage, LogOptions options) {
    this.storage = storage;
    this.options = options;
    this.coalescer = new WriteCoalescer(storage, gate, storage.concurrentWritesMax(), options);
    this.waitingReads = new WaitingReads(vertx, storage);
    storage.onStreamChange(waitingReads);
  }

  @Override
  public Future<List<WriteOutcome>> write(List<WriteBatch> batches) {
    return coalescer.write(batches);
  }

  @Override
  public Future<ReadResult> read(ReadQuery query, long waitMs) {
    return waitMs == 0
        ? storage.read(query)
        : waitingReads.read(query, Math.min(waitMs, WAIT_MAX_MS));
  }

  @Override
  public Future<LogHealth> health() {
    StorageHealth health =
        gate.isOpen()
            ? storage.health()
            : new StorageHealth(storage.health().reads(), false, gate.shutBy().getMessage());
    return Future.succeededFuture(
        new LogHealth(
            health, storage.durability(), coalescer.queuedBytes(), options.queuedBytesMax()));
  }

  @Override
  public Future<Long> offsetAtTime(StreamName stream, long epochMs) {
    return storage.offsetAtTime(stream, epochMs);
  }

  @Override
  public Future<Map<Integer, Long>> countFrom(StreamName stream, Map<Integer, Long> positions) {
    return storage.countFrom(stream, positions);
  }

  @Override
  public Future<StreamInfo> createStream(StreamName name, StreamConfig config) {
    return storage.createStream(name, config);
  }

  @Override
  public Future<StreamInfo> alterStream(StreamName name, long generation, StreamConfig config) {
    return storage.alterStream(name, generation, config);
  }

  @Override
  public Future<Void> deleteStream(StreamName name) {
    return storage.deleteStream(name);
  }

  @Override
  public Future<StreamInfo> stream(StreamName name) {
    return storage.stream(name);
  }

  @Override
  public Future<StreamStats> stats(StreamName name) {
    return storage.stats(name);
  }

  @Override
  public Future<List<StreamName>> streams(String prefix, String after, int limit) {
    return storage.streams(prefix, after, limit);
  }

  @Override
  public Future<Void> enforceRetention(long nowMs) {
    return storage.enforceRetention(nowMs);
  }

  @Override
  public Future<GroupRecord> group(StreamName stream, GroupName group) {
    return storage.group(stream, group);
  }

  @Override
  public Future<List<GroupName>> groups(StreamName stream) {
    return storage.groups(stream);
  }

  @Override
  public Future<Lease> lease(String name, String holder, long durationMs) {
    return storage.lease(name, holder, durationMs);
  }

  @Override
  public Future<Void> release(String name, String holder) {
    return storage.release(name, holder);
  }

  /** Lets go of those who wait. */
  void close() {
    waitingReads.close(StreamException.of(ErrorCode.CLOSED, "the server is closing"));
  }
}
