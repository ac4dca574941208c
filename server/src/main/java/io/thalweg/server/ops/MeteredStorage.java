package io.thalweg.server.ops;

import io.thalweg.core.model.Durability;
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
import io.thalweg.core.spi.StreamChangeListener;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/** A storage that is counted: passes everything on and tells the meter what came of it. */
public final class MeteredStorage implements StorageSpi {
  private final StorageSpi storage;
  private final StorageMeter meter;

  public MeteredStorage(StorageSpi storage, StorageMeter meter) {
    this.storage = storage;
    this.meter = meter;
  }

  @Override
  public Future<List<WriteOutcome>> write(List<WriteBatch> batches) {
    long startNanos = System.nanoTime();
    return storage
        .write(batches)
        .onComplete(
            (outcomes, failure) -> {
              long tookNanos = System.nanoTime() - startNanos;
              if (failure == null) {
                meter.written(batches, outcomes, tookNanos);
              } else {
                meter.writeFailed(tookNanos);
              }
            });
  }

  @Override
  public Future<ReadResult> read(ReadQuery query) {
    return storage.read(query).onSuccess(meter::read).onFailure(meter::readFailed);
  }

  @Override
  public Future<Void> open() {
    return storage.open();
  }

  @Override
  public Future<Void> close() {
    return storage.close();
  }

  @Override
  public Durability durability() {
    return storage.durability();
  }

  @Override
  public StorageHealth health() {
    return storage.health();
  }

  @Override
  public int concurrentWritesMax() {
    return storage.concurrentWritesMax();
  }

  @Override
  public void onStreamChange(StreamChangeListener listener) {
    storage.onStreamChange(listener);
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
}
