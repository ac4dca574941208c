package io.thalweg.core.contract;

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

/** Two storages as one: all that changes anything goes to the first, all else to the second. */
public record TwoNodes(StorageSpi first, StorageSpi second) implements StorageSpi {
  @Override
  public Future<Void> open() {
    return first.open().compose(opened -> second.open());
  }

  @Override
  public Future<Void> close() {
    Future<Void> closing = first.close();
    return Future.join(closing, second.close()).mapEmpty();
  }

  @Override
  public Durability durability() {
    return first.durability();
  }

  @Override
  public StorageHealth health() {
    return second.health();
  }

  @Override
  public int concurrentWritesMax() {
    return first.concurrentWritesMax();
  }

  @Override
  public void onStreamChange(StreamChangeListener listener) {
    second.onStreamChange(listener);
  }

  @Override
  public Future<List<WriteOutcome>> write(List<WriteBatch> batches) {
    return first.write(batches);
  }

  @Override
  public Future<ReadResult> read(ReadQuery query) {
    return second.read(query);
  }

  @Override
  public Future<Long> offsetAtTime(StreamName stream, long epochMs) {
    return second.offsetAtTime(stream, epochMs);
  }

  @Override
  public Future<Map<Integer, Long>> countFrom(StreamName stream, Map<Integer, Long> positions) {
    return second.countFrom(stream, positions);
  }

  @Override
  public Future<StreamInfo> createStream(StreamName name, StreamConfig config) {
    return first.createStream(name, config);
  }

  @Override
  public Future<StreamInfo> alterStream(StreamName name, long generation, StreamConfig config) {
    return first.alterStream(name, generation, config);
  }

  @Override
  public Future<Void> deleteStream(StreamName name) {
    return first.deleteStream(name);
  }

  @Override
  public Future<StreamInfo> stream(StreamName name) {
    return second.stream(name);
  }

  @Override
  public Future<StreamStats> stats(StreamName name) {
    return second.stats(name);
  }

  @Override
  public Future<List<StreamName>> streams(String prefix, String after, int limit) {
    return second.streams(prefix, after, limit);
  }

  @Override
  public Future<Void> enforceRetention(long nowMs) {
    return first.enforceRetention(nowMs);
  }

  @Override
  public Future<GroupRecord> group(StreamName stream, GroupName group) {
    return second.group(stream, group);
  }

  @Override
  public Future<List<GroupName>> groups(StreamName stream) {
    return second.groups(stream);
  }

  @Override
  public Future<Lease> lease(String name, String holder, long durationMs) {
    return first.lease(name, holder, durationMs);
  }

  @Override
  public Future<Void> release(String name, String holder) {
    return second.release(name, holder);
  }
}
