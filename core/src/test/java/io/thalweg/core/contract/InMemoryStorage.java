package io.thalweg.core.contract;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.Durability;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamInfo;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.model.StreamStats;
import io.thalweg.core.spi.GroupRecord;
import io.thalweg.core.spi.Lease;
import io.thalweg.core.spi.LocalLeases;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.thalweg.core.spi.StorageHealth;
import io.thalweg.core.spi.StorageSpi;
import io.thalweg.core.spi.StreamChangeListener;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A storage that keeps everything in the heap and forgets it with itself. It does each call whole
 * when it is made, under one lock, and answers later, on the caller's context. Tests may tell it to
 * hold calls back, to fail, or to lose answers.
 */
public final class InMemoryStorage implements StorageSpi {
  private enum Phase {
    NEW,
    OPEN,
    CLOSED
  }

  private final Vertx vertx;
  private final MemoryStreams streams;
  private final LocalLeases leases = new LocalLeases();
  private final CallGate writes = new CallGate();
  private final CallGate reads = new CallGate();
  private StreamChangeListener listener = stream -> {};
  private Phase phase = Phase.NEW;
  private int concurrentWritesMax = 4;
  private volatile Durability durability = Durability.MEMORY;

  public InMemoryStorage(Vertx vertx) {
    this(vertx, System::currentTimeMillis);
  }

  /**
   * A storage with a clock of its own.
   *
   * @param clock epoch milliseconds; may go back, timestamps will not
   */
  public InMemoryStorage(Vertx vertx, LongSupplier clock) {
    this(vertx, new MemoryStreams(clock));
  }

  private InMemoryStorage(Vertx vertx, MemoryStreams streams) {
    this.vertx = vertx;
    this.streams = streams;
  }

  /** A storage, not open yet, of what this one holds, which must be closed: a restart. */
  public InMemoryStorage heir() {
    return new InMemoryStorage(vertx, streams);
  }

  /** Says from now on that writes reach this. */
  public InMemoryStorage reach(Durability pretended) {
    durability = pretended;
    return this;
  }

  /** The next calls of {@link #write} store nothing and fail; after WRITES_CLOSED all others do. */
  public synchronized void failNextWrites(int calls, ErrorCode code) {
    writes.failNext(calls, code, false);
  }

  /** The next calls of {@link #write} store everything and fail nevertheless. */
  public synchronized void loseNextAnswers(int calls, ErrorCode code) {
    writes.failNext(calls, code, true);
  }

  /** Calls of {@link #write} wait from now on; nothing of them is stored yet. */
  public synchronized void holdWrites() {
    writes.hold();
  }

  /** Does the held calls of {@link #write} in their order, and holds no more. */
  public synchronized void releaseWrites() {
    writes.release();
  }

  /** How many calls of {@link #write} are held. */
  public synchronized int heldWrites() {
    return writes.held();
  }

  /** The next calls of {@link #read} fail. */
  public synchronized void failNextReads(int calls, ErrorCode code) {
    reads.failNext(calls, code, false);
  }

  /** Calls of {@link #read} wait from now on. */
  public synchronized void holdReads() {
    reads.hold();
  }

  /** Does the held calls of {@link #read} in their order, and holds no more. */
  public synchronized void releaseReads() {
    reads.release();
  }

  /** How many calls of {@link #read} are held. */
  public synchronized int heldReads() {
    return reads.held();
  }

  /** Sets what {@link #concurrentWritesMax()} says. */
  public synchronized void limitConcurrentWrites(int calls) {
    concurrentWritesMax = calls;
  }

  @Override
  public synchronized Future<Void> open() {
    boolean isNew = phase == Phase.NEW;
    phase = isNew ? Phase.OPEN : phase;
    return answer(
        () -> {
          if (!isNew) {
            throw StreamException.of(ErrorCode.UNAVAILABLE, "the storage was opened before");
          }
          return null;
        });
  }

  @Override
  public synchronized Future<Void> close() {
    writes.release();
    reads.release();
    phase = Phase.CLOSED;
    return answer(() -> null);
  }

  @Override
  public Durability durability() {
    return durability;
  }

  @Override
  public synchronized StorageHealth health() {
    if (phase != Phase.OPEN) {
      return StorageHealth.down("the storage is not open");
    }
    return writes.isShut()
        ? StorageHealth.writesRefused("a write failed; restart the server")
        : StorageHealth.OK;
  }

  @Override
  public synchronized int concurrentWritesMax() {
    return concurrentWritesMax;
  }

  @Override
  public synchronized void onStreamChange(StreamChangeListener listener) {
    this.listener = listener;
  }

  @Override
  public Future<List<WriteOutcome>> write(List<WriteBatch> batches) {
    return answer(writes, () -> writes.pass(() -> streams.write(batches)));
  }

  @Override
  public Future<ReadResult> read(ReadQuery query) {
    return answer(reads, () -> reads.pass(() -> streams.existing(query.stream()).read(query)));
  }

  @Override
  public Future<Long> offsetAtTime(StreamName stream, long epochMs) {
    return answerIfOpen(() -> streams.existing(stream).offsetAtTime(epochMs));
  }

  @Override
  public Future<Map<Integer, Long>> countFrom(StreamName stream, Map<Integer, Long> positions) {
    return answerIfOpen(() -> streams.existing(stream).countFrom(positions));
  }

  @Override
  public Future<StreamInfo> createStream(StreamName name, StreamConfig config) {
    return answerIfOpen(() -> streams.create(name, config));
  }

  @Override
  public Future<StreamInfo> alterStream(StreamName name, long generation, StreamConfig config) {
    return answerIfOpen(() -> streams.alter(name, generation, config));
  }

  @Override
  public Future<Void> deleteStream(StreamName name) {
    return answerIfOpen(
        () -> {
          streams.delete(name);
          return null;
        });
  }

  @Override
  public Future<StreamInfo> stream(StreamName name) {
    return answerIfOpen(() -> streams.existing(name).info());
  }

  @Override
  public Future<StreamStats> stats(StreamName name) {
    return answerIfOpen(() -> streams.existing(name).stats());
  }

  @Override
  public Future<List<StreamName>> streams(String prefix, String after, int limit) {
    return answerIfOpen(() -> streams.names(prefix, after, limit));
  }

  @Override
  public Future<Void> enforceRetention(long nowMs) {
    return answerIfOpen(
        () -> {
          streams.enforceRetention(nowMs);
          return null;
        });
  }

  @Override
  public Future<GroupRecord> group(StreamName stream, GroupName group) {
    return answerIfOpen(() -> streams.existing(stream).groups().group(group));
  }

  @Override
  public Future<List<GroupName>> groups(StreamName stream) {
    return answerIfOpen(() -> streams.existing(stream).groups().names());
  }

  @Override
  public Future<Lease> lease(String name, String holder, long durationMs) {
    return answerIfOpen(() -> leases.lease(name, holder, durationMs).result());
  }

  @Override
  public Future<Void> release(String name, String holder) {
    return answerIfOpen(() -> leases.release(name, holder).result());
  }

  private synchronized <T> Future<T> answer(CallGate gate, Supplier<T> step) {
    Answer<T> answer = new Answer<>(vertx.getOrCreateContext(), Promise.promise());
    if (phase == Phase.OPEN) {
      gate.enter(() -> give(answer, step));
    } else {
      give(answer, InMemoryStorage::refuse);
    }
    return answer.promise().future();
  }

  private synchronized <T> Future<T> answerIfOpen(Supplier<T> step) {
    return answer(phase == Phase.OPEN ? step : InMemoryStorage::refuse);
  }

  private <T> Future<T> answer(Supplier<T> step) {
    Answer<T> answer = new Answer<>(vertx.getOrCreateContext(), Promise.promise());
    give(answer, step);
    return answer.promise().future();
  }

  private static <T> T refuse() {
    throw StreamException.of(ErrorCode.UNAVAILABLE, "the storage is not open");
  }

  /** Does the step now and answers later, after the notices about what it changed. */
  private <T> void give(Answer<T> answer, Supplier<T> step) {
    Future<T> done = done(step);
    Set<StreamName> changed = streams.takeChanged();
    StreamChangeListener told = listener;
    answer
        .caller()
        .runOnContext(
            nothing -> {
              changed.forEach(told::changed);
              done.onComplete(answer.promise());
            });
  }

  private static <T> Future<T> done(Supplier<T> step) {
    try {
      return Future.succeededFuture(step.get());
    } catch (RuntimeException failure) {
      return Future.failedFuture(StreamException.from(failure));
    }
  }

  private record Answer<T>(Context caller, Promise<T> promise) {}
}
