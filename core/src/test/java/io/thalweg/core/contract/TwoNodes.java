package io.thalweg.core.contract;

import io.thalweg.core.model.Durability;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamInfo;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.ForwardingStore;
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

/** Two storages as one: all that changes anything goes to the first, all else to the second. */
public final class TwoNodes extends ForwardingStore implements StorageSpi {
  private final StorageSpi first;
  private final StorageSpi second;

  public TwoNodes(StorageSpi first, StorageSpi second) {
    super(second);
    this.first = first;
    this.second = second;
  }

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
  public Future<Void> enforceRetention(long nowMs) {
    return first.enforceRetention(nowMs);
  }

  @Override
  public Future<Lease> lease(String name, String holder, long durationMs) {
    return first.lease(name, holder, durationMs);
  }
}
