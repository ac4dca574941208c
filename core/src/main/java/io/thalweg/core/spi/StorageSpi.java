package io.thalweg.core.spi;

import io.thalweg.core.model.Durability;
import io.vertx.core.Future;

/**
 * A storage backend: the part of Thalweg that orders and keeps. Everything above it may be lost at
 * any time and is rebuilt from it.
 *
 * <h2>Lifecycle</h2>
 *
 * {@link #open()} is called once, before anything else; it recovers what a crash left behind and
 * fails, with a message that tells the operator what to do, if it cannot promise what this page
 * says. {@link #close()} is called once; it ends what was accepted, refuses what comes later with
 * {@code UNAVAILABLE}, leaves no thread and no lock behind, and is safe after a failed {@code
 * open}.
 *
 * <h2>Atomicity</h2>
 *
 * Each {@link WriteBatch} is stored whole or not at all, also across a crash, for any number of
 * streams and groups in it. Its preconditions are checked in the same atomic step that stores it.
 * The batches of one {@link EventWriter#write} call are independent: one that is refused says so in
 * its own {@link WriteOutcome} and hinders no other.
 *
 * <h2>Order</h2>
 *
 * A stream's offsets are dense and ascend in the order in which its batches were stored; within a
 * batch in the batch's order. Batches of one call, and of calls made one after the other from one
 * thread, are stored in that order. Timestamps never go back within a stream. A reader sees events
 * only below the head, and the head only moves over events that can no longer vanish: never N+1
 * before N. What a call has acknowledged, calls made afterwards see.
 *
 * <h2>Durability and failure</h2>
 *
 * A write's future succeeds when everything that its outcomes acknowledge has reached {@link
 * #durability()}. If it <em>fails</em>, with {@code WRITES_CLOSED} or {@code UNAVAILABLE}, the
 * outcome of all its batches is unknown: each may or may not turn out to be stored, whole, after
 * recovery, and the caller may find out by writing again with the same event ids. A storage that
 * cannot know what it has (a failed fsync) refuses every later write with {@code WRITES_CLOSED} and
 * goes on serving reads of what was durable. {@code STORAGE_FULL} and {@code OVERLOADED} are
 * certain: nothing was stored. Bytes whose checksum is wrong are never returned: the read fails
 * with {@code CORRUPT}.
 *
 * <h2>Threads</h2>
 *
 * All methods may be called from any Vert.x context and never block. Futures complete on the
 * context that made the call. Arguments are immutable and stay so; results too.
 */
public interface StorageSpi
    extends EventWriter, EventReader, StreamCatalog, GroupStore, LeaseStore {

  /** Opens the storage and recovers it. */
  Future<Void> open();

  /** Ends all work and closes. */
  Future<Void> close();

  /** What {@link EventWriter#write} has reached when it succeeds. */
  Durability durability();

  /** Whether the storage can serve now, and what is wrong if not. Cheap, never fails. */
  StorageHealth health();

  /**
   * How many {@link EventWriter#write} calls may be under way at once, at least 1. The caller
   * gathers further batches meanwhile. A storage that merges concurrent writes into one commit says
   * many.
   */
  int concurrentWritesMax();

  /**
   * Asks to be told of moved heads and of deleted streams; replaces the listener before. Also tells
   * of what other nodes did, as soon as this node can know. Notices are hints: they may be merged
   * or repeated, but for each move at least one comes afterwards.
   */
  void onStreamChange(StreamChangeListener listener);
}
