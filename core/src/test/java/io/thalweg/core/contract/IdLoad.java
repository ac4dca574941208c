package io.thalweg.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writers that publish events with ids, each batch again and again on any node until it is
 * acknowledged, and what they were told. In the end every event must be there once, where it was
 * said to be.
 */
public final class IdLoad {
  private static final int BATCH_EVENTS = 5;
  private static final long RETRY_MS = 20;

  private final Vertx vertx;
  private final List<? extends StorageSpi> nodes;
  private final StreamName stream;
  private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();
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

  /** How many events were acknowledged up to now. */
  public int acknowledged() {
    return acknowledged.size();
  }

  /** How many calls failed or were refused up to now. */
  public int failures() {
    return failures.get();
  }

  /** The failure of the last call that failed, or null. */
  public Throwable lastFailure() {
    return lastFailure;
  }

  private void next(int writer, int batch, Promise<Void> ended) {
    if (stopping) {
      ended.complete();
    } else {
      attempt(writer, batch, writer, ended);
    }
  }

  private void attempt(int writer, int batch, int node, Promise<Void> ended) {
    WriteBatch write = WriteBatch.of(StreamAppend.of(stream, events(writer, batch)));
    nodes
        .get(node % nodes.size())
        .write(List.of(write))
        .map(outcomes -> outcomes.get(0))
        .compose(
            outcome ->
                outcome.isStored()
                    ? Future.succeededFuture(outcome)
                    : Future.failedFuture(outcome.refusal()))
        .onSuccess(
            outcome -> {
              note(writer, batch, outcome);
              next(writer, batch + 1, ended);
            })
        .onFailure(
            failure -> {
              failures.incrementAndGet();
              lastFailure = failure;
              vertx.setTimer(RETRY_MS, id -> attempt(writer, batch, node + 1, ended));
            });
  }

  private void note(int writer, int batch, WriteOutcome outcome) {
    AppendResult result = outcome.appends().get(0);
    for (int i = 0; i < result.count(); i++) {
      acknowledged.put(id(writer, batch, i), result.offset(i));
      repeats.addAndGet(result.repeat(i) ? 1 : 0);
    }
  }

  private static EventBatch events(int writer, int batch) {
    EventBatch.Builder events = EventBatch.builder(1024);
    for (int i = 0; i < BATCH_EVENTS; i++) {
      String id = id(writer, batch, i);
      events.add(new EventFields().type("load").data('"' + id + '"').key("w" + writer).id(id));
    }
    return events.build();
  }

  private static String id(int writer, int batch, int i) {
    return writer + "-" + batch + "-" + i;
  }

  /** Ends the writers, and checks what is stored; returns the figures. */
  public String stopAndCheck(StorageSpi reader) throws Exception {
    stopping = true;
    Future.all(writers).await(30, TimeUnit.SECONDS);
    Map<String, Long> stored = new HashMap<>();
    int doubled = readAll(reader, stored);
    long lost = acknowledged.keySet().stream().filter(id -> !stored.containsKey(id)).count();
    String figures =
        "acknowledged "
            + acknowledged.size()
            + ", calls failed "
            + failures
            + ", found stored by a retry "
            + repeats
            + ", lost "
            + lost
            + ", doubled "
            + doubled;
    assertThat(doubled).as("doubled").isZero();
    assertThat(lost).as("lost").isZero();
    assertThat(stored).isEqualTo(acknowledged);
    return figures;
  }

  private int readAll(StorageSpi reader, Map<String, Long> stored) throws Exception {
    int doubled = 0;
    long from = 0;
    long timestamp = 0;
    while (true) {
      ReadResult page =
          reader
              .read(new ReadQuery(stream, from, EventFilter.ALL, 5_000, 8 << 20))
              .await(20, TimeUnit.SECONDS);
      EventCursor event = page.events().cursor();
      for (; event.next(); from++) {
        assertThat(event.offset()).as("offsets are dense").isEqualTo(from);
        assertThat(event.timestamp()).as("time goes on").isGreaterThanOrEqualTo(timestamp);
        timestamp = event.timestamp();
        doubled += stored.put(event.id(), from) == null ? 0 : 1;
      }
      if (from >= page.head()) {
        return doubled;
      }
    }
  }
}
