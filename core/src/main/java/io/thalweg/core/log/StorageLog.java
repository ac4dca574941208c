package io.thalweg.core.log;

import io.thalweg.core.bus.LogHealth;
import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.spi.ForwardingStore;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.thalweg.core.spi.StorageHealth;
import io.thalweg.core.spi.StorageSpi;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;

/**
 * The storage, with writes gathered, waiting reads, and a door that shuts when it must. Not
 * thread-safe: belongs to the log verticle's context.
 */
final class StorageLog extends ForwardingStore implements StreamLog {
  private final LogOptions options;
  private final WriteGate gate = new WriteGate();
  private final WriteCoalescer coalescer;
  private final WaitingReads waitingReads;

  /** For the calling context. */
  StorageLog(Vertx vertx, StorageSpi storage, LogOptions options) {
    super(storage);
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

  /** Lets go of those who wait. */
  void close() {
    waitingReads.close(StreamException.of(ErrorCode.CLOSED, "the server is closing"));
  }
}
