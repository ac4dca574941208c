package io.thalweg.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.history.Drain;
import io.thalweg.core.history.Fault;
import io.thalweg.core.history.History;
import io.thalweg.core.history.Publish;
import io.thalweg.core.history.Stored;
import io.thalweg.core.history.Verdict;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.record.EventFields;
import io.thalweg.core.spi.AppendResult;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.thalweg.core.spi.StorageSpi;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writers that publish events with ids, each batch again and again on any node until it is
 * acknowledged, and what they were told, for the history checker. {@code -Dthalweg.seed=…} gives
 * the same chances again.
 */
public final class IdLoad {
  private static final int BATCH_EVENTS = 5;
  private static final long RETRY_MS = 20;

  private final Vertx vertx;
  private final List<? extends StorageSpi> nodes;
  private final StreamName stream;
  private final History history = new History();
  private final long seed = Long.getLong("thalweg.seed", System.nanoTime());
  private final Random chances = new Random(seed);
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicInteger repeats = new AtomicInteger();
  private final List<Future<Void>> writers = new ArrayList<>();
  private volatile Throwable lastFailure;
  private volatile boolean stopping;

  public IdLoad(Vertx vertx, List<? extends StorageSpi> nodes, StreamName stream) {
    this.vertx = vertx;
    this.nodes = nodes;
    this.stream = stream;
  }

  /** Starts so many writers. */
  public IdLoad start(int count) {
    for (int i = 0; i < count; i++) {
      Promise<Void> ended = Promise.promise();
      writers.add(ended.future());
      next(i, 0, ended);
    }
    return this;
  }

  /** What faults come of that are left to chance. */
  public Random chances() {
    return chances;
  }

  /** How many events were acknowledged up to now. */
  public int acknowledged() {
    return history.publishes();
  }

  /** How many calls failed or were refused up to now. */
  public int failures() {
    return failures.get();
  }

  /** The failure of the last call that failed, or null. */
  public Throwable lastFailure() {
    return lastFailure;
  }

  /** How many events turned out to be stored when they were sent again. */
  public int repeats() {
    return repeats.get();
  }

  private void next(int writer, int batch, Promise<Void> ended) {
    if (stopping) {
      ended.complete();
    } else {
      attempt(writer, batch, history.now(), 1, ended);
    }
  }

  private void attempt(int writer, int batch, long begun, int tries, Promise<Void> ended) {
    WriteBatch write = WriteBatch.of(StreamAppend.of(stream, events(writer, batch)));
    nodes
        .get((writer + tries) % nodes.size())
        .write(List.of(write))
        .map(outcomes -> outcomes.get(0))
        .compose(
            outcome ->
                outcome.isStored()
                    ? Future.succeededFuture(outcome)
                    : Future.failedFuture(outcome.refusal()))
        .onSuccess(
            outcome -> {
              note(writer, batch, begun, tries, outcome);
              next(writer, batch + 1, ended);
            })
        .onFailure(
            failure -> {
              failures.incrementAndGet();
              lastFailure = failure;
              vertx.setTimer(RETRY_MS, id -> attempt(writer, batch, begun, tries + 1, ended));
            });
  }

  private void note(int writer, int batch, long begun, int tries, WriteOutcome outcome) {
    AppendResult result = outcome.appends().get(0);
    for (int i = 0; i < result.count(); i++) {
      long seq = seq(batch, i);
      history.add(
          Publish.acknowledged(
                  writer,
                  seq,
                  History.digest(data(id(writer, seq))),
                  begun,
                  history.now(),
                  result.offset(i),
                  result.partition(i))
              .withTries(tries));
      repeats.addAndGet(result.repeat(i) ? 1 : 0);
    }
  }

  private static EventBatch events(int writer, int batch) {
    EventBatch.Builder events = EventBatch.builder(1024);
    for (int i = 0; i < BATCH_EVENTS; i++) {
      String id = id(writer, seq(batch, i));
      events.add(new EventFields().type("load").data(data(id)).key("w" + writer).id(id));
    }
    return events.build();
  }

  private static long seq(int batch, int i) {
    return (long) batch * BATCH_EVENTS + i;
  }

  private static String id(int writer, long seq) {
    return writer + "-" + seq;
  }

  private static String data(String id) {
    return '"' + id + '"';
  }

  /** Lets a fault happen; it is over when this returns. */
  public void suffer(String what, Runnable fault) {
    long begun = history.now();
    fault.run();
    history.add(new Fault(what, begun, history.now()));
  }

  /**
   * Ends the writers, and judges what is stored; says what came of it, and fails if it is wrong.
   *
   * @param what which faults there were, and on what
   */
  public Verdict stopAndCheck(StorageSpi reader, String what) throws Exception {
    stopping = true;
    Future.all(writers).await(30, TimeUnit.SECONDS);
    history.add(new Drain("storage", 0, readAll(reader)));
    Verdict verdict =
        history.check().print(what + ", calls failed " + failures + ", repeats " + repeats, seed);
    assertThat(verdict.told()).isEmpty();
    return verdict;
  }

  private List<Stored> readAll(StorageSpi reader) throws Exception {
    List<Stored> stored = new ArrayList<>();
    long from = 0;
    long timestamp = 0;
    while (true) {
      ReadResult page =
          reader
              .read(new ReadQuery(stream, from, EventFilter.ALL, 5_000, 8 << 20))
              .await(20, TimeUnit.SECONDS);
      EventCursor event = page.events().cursor();
      while (event.next()) {
        assertThat(event.timestamp()).as("time goes on").isGreaterThanOrEqualTo(timestamp);
        timestamp = event.timestamp();
        stored.add(stored(event));
      }
      from = page.next();
      if (from >= page.head()) {
        return stored;
      }
    }
  }

  private static Stored stored(EventCursor event) {
    String[] id = event.id().split("-");
    return new Stored(
        event.offset(),
        event.partition(),
        Integer.parseInt(id[0]),
        Long.parseLong(id[1]),
        History.digest(event.data().toString()));
  }
}
