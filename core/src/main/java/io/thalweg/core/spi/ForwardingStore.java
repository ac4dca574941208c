package io.thalweg.core.spi;

import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamInfo;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.model.StreamStats;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/**
 * What stands before a storage and hands on what it does not change: all of the catalog, the
 * groups' reads, the leases, and look-ups. As thread-safe as the storage is.
 */
public abstract class ForwardingStore implements StreamCatalog, GroupStore, LeaseStore {
  protected final StorageSpi storage;

  protected ForwardingStore(StorageSpi storage) {
    this.storage = storage;
  }

  /** See {@link EventReader#offsetAtTime}. */
  public Future<Long> offsetAtTime(StreamName stream, long epochMs) {
    return storage.offsetAtTime(stream, epochMs);
  }

  /** See {@link EventReader#countFrom}. */
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
