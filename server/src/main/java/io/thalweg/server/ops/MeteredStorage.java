package io.thalweg.server.ops;

import io.thalweg.core.model.Durability;
import io.thalweg.core.spi.ForwardingStore;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.thalweg.core.spi.StorageHealth;
import io.thalweg.core.spi.StorageSpi;
import io.thalweg.core.spi.StreamChangeListener;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.core.Future;
import java.util.List;

/** A storage that is counted: passes everything on and tells the meter what came of it. */
public final class MeteredStorage extends ForwardingStore implements StorageSpi {
  private final StorageMeter meter;

  public MeteredStorage(StorageSpi storage, StorageMeter meter) {
    super(storage);
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
}
