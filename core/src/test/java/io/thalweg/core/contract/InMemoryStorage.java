package io.thalweg.core.contract;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.Durability;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamInfo;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.model.StreamStats;
import io.thalweg.core.spi.AppendResult;
import io.thalweg.core.spi.GroupRecord;
import io.thalweg.core.spi.GroupWrite;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.thalweg.core.spi.StorageHealth;
import io.thalweg.core.spi.StorageSpi;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.StreamChangeListener;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;

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
  private final LongSupplier clock;
  private final TreeMap<StreamName, MemoryStream> streams = new TreeMap<>();
  private final Queue<Call<?>> heldWrites = new ArrayDeque<>();
  private final Queue<Call<?>> heldReads = new ArrayDeque<>();
  private final Deque<Fault> writeFaults = new ArrayDeque<>();
  private final Deque<Fault> readFaults = new ArrayDeque<>();
  private StreamChangeListener listener = stream -> {};
  private Phase phase = Phase.NEW;
  private boolean holdsWrites;
  private boolean holdsReads;
  private boolean writesClosed;
  private int concurrentWritesMax = 4;
  private long lastGeneration;

  public InMemoryStorage(Vertx vertx) {
    this(vertx, System::currentTimeMillis);
  }

  /**
   * A storage with a clock of its own.
   *
   * @param clock epoch milliseconds; may go back, timestamps will not
   */
  public InMemoryStorage(Vertx vertx, LongSupplier clock) {
    this.vertx = vertx;
    this.clock = clock;
  }

  // What tests may tell it.

  /** The next calls of {@link #write} store nothing and fail; after WRITES_CLOSED all others do. */
  public synchronized void failNextWrites(int calls, ErrorCode code) {
    for (int i = 0; i < calls; i++) {
      writeFaults.add(new Fault(code, false));
    }
  }

  /** The next calls of {@link #write} store everything and fail nevertheless. */
  public synchronized void loseNextAnswers(int calls, ErrorCode code) {
    for (int i = 0; i < calls; i++) {
      writeFaults.add(new Fault(code, true));
    }
  }

  /** The next calls of {@link #read} fail. */
  public synchronized void failNextReads(int calls, ErrorCode code) {
    for (int i = 0; i < calls; i++) {
      readFaults.add(new Fault(code, false));
    }
  }

  /** Calls of {@link #write} wait from now on; nothing of them is stored yet. */
  public synchronized void holdWrites() {
    holdsWrites = true;
  }

  /** Does the held calls of {@link #write} in their order, and holds no more. */
  public synchronized void releaseWrites() {
    holdsWrites = false;
    release(heldWrites);
  }

  /** How many calls of {@link #write} are held. */
  public synchronized int heldWrites() {
    return heldWrites.size();
  }

  /** Calls of {@link #read} wait from now on. */
  public synchronized void holdReads() {
    holdsReads = true;
  }

  /** Does the held calls of {@link #read} in their order, and holds no more. */
  public synchronized void releaseReads() {
    holdsReads = false;
    release(heldReads);
  }

  /** How many calls of {@link #read} are held. */
  public synchronized int heldReads() {
    return heldReads.size();
  }

  /** Sets what {@link #concurrentWritesMax()} says. */
  public synchronized void limitConcurrentWrites(int calls) {
    concurrentWritesMax = calls;
  }

  // Lifecycle.

  @Override
  public Future<Void> open() {
    return call(
        changed -> {
          if (phase != Phase.NEW) {
            throw StreamException.of(ErrorCode.UNAVAILABLE, "the storage was opened before");
          }
          phase = Phase.OPEN;
          return null;
        });
  }

  @Override
  public synchronized Future<Void> close() {
    releaseWrites();
    releaseReads();
    return call(
        changed -> {
          phase = Phase.CLOSED;
          return null;
        });
  }

  @Override
  public Durability durability() {
    return Durability.MEMORY;
  }

  @Override
  public synchronized StorageHealth health() {
    if (phase != Phase.OPEN) {
      return StorageHealth.down("the storage is not open");
    }
    return writesClosed
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

  // Writes.

  @Override
  public synchronized Future<List<WriteOutcome>> write(List<WriteBatch> batches) {
    return holdable(whenOpen(changed -> store(batches, changed)), holdsWrites, heldWrites);
  }

  private List<WriteOutcome> store(List<WriteBatch> batches, Set<StreamName> changed) {
    if (writesClosed) {
      throw StreamException.of(ErrorCode.WRITES_CLOSED, "a write failed before");
    }
    Fault fault = writeFaults.poll();
    List<WriteOutcome> outcomes = new ArrayList<>(batches.size());
    if (fault == null || fault.afterwards()) {
      batches.forEach(batch -> outcomes.add(store(batch, changed)));
    }
    if (fault != null) {
      writesClosed = fault.code() == ErrorCode.WRITES_CLOSED;
      throw fault.exception();
    }
    return outcomes;
  }

  private WriteOutcome store(WriteBatch batch, Set<StreamName> changed) {
    long nowMs = clock.getAsLong();
    try {
      batch.appends().forEach(append -> existing(append.stream()).check(append, nowMs));
      batch.groups().forEach(group -> existing(group.stream()).groups().check(group));
    } catch (StreamException refusal) {
      return WriteOutcome.refused(refusal);
    }
    List<AppendResult> results = new ArrayList<>(batch.appends().size());
    for (StreamAppend append : batch.appends()) {
      results.add(existing(append.stream()).append(append.events(), nowMs));
      changed.add(append.stream());
    }
    for (GroupWrite group : batch.groups()) {
      existing(group.stream()).groups().apply(group);
    }
    return WriteOutcome.stored(results);
  }

  // Reads.

  @Override
  public synchronized Future<ReadResult> read(ReadQuery query) {
    Step<ReadResult> step =
        changed -> {
          Fault fault = readFaults.poll();
          if (fault != null) {
            throw fault.exception();
          }
          return existing(query.stream()).read(query);
        };
    return holdable(whenOpen(step), holdsReads, heldReads);
  }

  @Override
  public Future<Long> offsetAtTime(StreamName stream, long epochMs) {
    return call(whenOpen(changed -> existing(stream).offsetAtTime(epochMs)));
  }

  @Override
  public Future<Map<Integer, Long>> countFrom(StreamName stream, Map<Integer, Long> positions) {
    return call(whenOpen(changed -> existing(stream).countFrom(positions)));
  }

  // Catalog.

  @Override
  public Future<StreamInfo> createStream(StreamName name, StreamConfig config) {
    return call(
        whenOpen(
            changed -> {
              if (streams.containsKey(name)) {
                throw StreamException.of(
                    ErrorCode.STREAM_EXISTS, "the stream " + name + " exists already");
              }
              MemoryStream stream =
                  new MemoryStream(name, ++lastGeneration, clock.getAsLong(), config);
              streams.put(name, stream);
              changed.add(name);
              return stream.info();
            }));
  }

  @Override
  public Future<StreamInfo> alterStream(StreamName name, long generation, StreamConfig config) {
    return call(
        whenOpen(
            changed -> {
              existing(name).alter(generation, config);
              changed.add(name);
              return existing(name).info();
            }));
  }

  @Override
  public Future<Void> deleteStream(StreamName name) {
    return call(
        whenOpen(
            changed -> {
              existing(name);
              streams.remove(name);
              changed.add(name);
              return null;
            }));
  }

  @Override
  public Future<StreamInfo> stream(StreamName name) {
    return call(whenOpen(changed -> existing(name).info()));
  }

  @Override
  public Future<StreamStats> stats(StreamName name) {
    return call(whenOpen(changed -> existing(name).stats()));
  }

  @Override
  public Future<List<StreamName>> streams(String prefix, String after, int limit) {
    return call(
        whenOpen(
            changed ->
                streams.keySet().stream()
                    .filter(name -> name.value().startsWith(prefix))
                    .filter(name -> name.value().compareTo(after) > 0)
                    .limit(limit)
                    .toList()));
  }

  @Override
  public Future<Void> enforceRetention(long nowMs) {
    return call(
        whenOpen(
            changed -> {
              streams.forEach(
                  (name, stream) -> {
                    if (stream.enforceRetention(nowMs)) {
                      changed.add(name);
                    }
                  });
              return null;
            }));
  }

  // Groups.

  @Override
  public Future<GroupRecord> group(StreamName stream, GroupName group) {
    return call(whenOpen(changed -> existing(stream).groups().group(group)));
  }

  @Override
  public Future<List<GroupName>> groups(StreamName stream) {
    return call(whenOpen(changed -> existing(stream).groups().names()));
  }

  // How a call is done and answered.

  private MemoryStream existing(StreamName name) {
    MemoryStream stream = streams.get(name);
    if (stream == null) {
      throw StreamException.of(ErrorCode.STREAM_NOT_FOUND, "there is no stream " + name);
    }
    return stream;
  }

  private <T> Step<T> whenOpen(Step<T> step) {
    return changed -> {
      if (phase != Phase.OPEN) {
        throw StreamException.of(ErrorCode.UNAVAILABLE, "the storage is not open");
      }
      return step.run(changed);
    };
  }

  private <T> Future<T> call(Step<T> step) {
    return holdable(step, false, heldWrites);
  }

  private synchronized <T> Future<T> holdable(Step<T> step, boolean hold, Queue<Call<?>> held) {
    Call<T> call = new Call<>(step, vertx.getOrCreateContext(), Promise.promise());
    if (hold) {
      held.add(call);
    } else {
      run(call);
    }
    return call.answer().future();
  }

  private void release(Queue<Call<?>> held) {
    while (!held.isEmpty()) {
      run(held.remove());
    }
  }

  private <T> void run(Call<T> call) {
    Set<StreamName> changed = new TreeSet<>();
    StreamChangeListener told = listener;
    try {
      T value = call.step().run(changed);
      call.answerOn(told, changed, () -> call.answer().complete(value));
    } catch (StreamException failure) {
      call.answerOn(told, changed, () -> call.answer().fail(failure));
    }
  }

  private interface Step<T> {
    T run(Set<StreamName> changed);
  }

  private record Call<T>(Step<T> step, Context caller, Promise<T> answer) {
    void answerOn(StreamChangeListener told, Set<StreamName> changed, Runnable answering) {
      caller.runOnContext(
          nothing -> {
            changed.forEach(told::changed);
            answering.run();
          });
    }
  }

  /** A failure to come; {@code afterwards}: the call is done nevertheless. */
  private record Fault(ErrorCode code, boolean afterwards) {
    StreamException exception() {
      return StreamException.of(code, "the test wanted this call to fail");
    }
  }
}
