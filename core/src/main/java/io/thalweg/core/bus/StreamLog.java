package io.thalweg.core.bus;

import io.thalweg.core.spi.EventReader;
import io.thalweg.core.spi.EventWriter;
import io.thalweg.core.spi.GroupStore;
import io.thalweg.core.spi.LeaseStore;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.thalweg.core.spi.StreamCatalog;
import io.vertx.core.Future;

/**
 * The log as the rest of a node sees it: what the storage can do, with writes gathered and reads
 * that wait. {@link StreamClient} is this over the event bus.
 */
public interface StreamLog extends EventWriter, EventReader, StreamCatalog, GroupStore, LeaseStore {
  /** The longest that a read may wait, in milliseconds. */
  long WAIT_MAX_MS = 300_000;

  /**
   * Reads, and if there is nothing wanted yet waits for it: until an event comes, the stream is
   * deleted, or the time is over, which gives an empty result. Nothing polls meanwhile.
   *
   * @param waitMs 0 to {@link #WAIT_MAX_MS}
   */
  Future<ReadResult> read(ReadQuery query, long waitMs);

  /** How the log is. Never fails for a storage in trouble: that is what it tells. */
  Future<LogHealth> health();

  @Override
  default Future<ReadResult> read(ReadQuery query) {
    return read(query, 0);
  }
}
