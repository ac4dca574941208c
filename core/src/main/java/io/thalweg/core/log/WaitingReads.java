package io.thalweg.core.log;

import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.EventReader;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.thalweg.core.spi.StreamChangeListener;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Reads that wait for their stream to change. Not thread-safe but for {@link #changed}: belongs to
 * the context that made it.
 */
final class WaitingReads implements StreamChangeListener {
  private final Vertx vertx;
  private final Context context;
  private final EventReader reader;
  private final Map<StreamName, Set<Waiting>> byStream = new HashMap<>();
  private final Set<StreamName> changed = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean wakeScheduled = new AtomicBoolean();

  /** For the calling context. */
  WaitingReads(Vertx vertx, EventReader reader) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.reader = reader;
  }

  /**
   * Reads now, and again after each change, until something wanted is there or the time is over.
   */
  Future<ReadResult> read(ReadQuery query, long waitMs) {
    Waiting waiting = new Waiting(query, waitMs);
    // Registered before it reads: a change between its read and its waiting would be missed
    // otherwise.
    byStream.computeIfAbsent(query.stream(), stream -> new LinkedHashSet<>()).add(waiting);
    waiting.readNow();
    return waiting.promise.future();
  }

  @Override
  public void changed(StreamName stream) {
    changed.add(stream);
    if (wakeScheduled.compareAndSet(false, true)) {
      context.runOnContext(now -> wake());
    }
  }

  private void wake() {
    wakeScheduled.set(false);
    for (StreamName stream : changed) {
      changed.remove(stream);
      List.copyOf(byStream.getOrDefault(stream, Set.of())).forEach(Waiting::wake);
    }
  }

  /** Ends all waiting, with this reason. */
  void close(Throwable reason) {
    byStream.values().stream()
        .flatMap(Set::stream)
        .toList()
        .forEach(waiting -> waiting.fail(reason));
  }

  private final class Waiting {
    private static final long NO_TIMER = -1;

    final Promise<ReadResult> promise = Promise.promise();
    private final StreamName stream;
    private final long deadlineNs;
    private ReadQuery query;
    private ReadResult last;
    private long timer = NO_TIMER;
    private boolean reading;
    private boolean changedMeanwhile;

    Waiting(ReadQuery query, long waitMs) {
      this.stream = query.stream();
      this.query = query;
      this.deadlineNs = System.nanoTime() + waitMs * 1_000_000;
    }

    void readNow() {
      reading = true;
      changedMeanwhile = false;
      reader.read(query).onComplete(this::readEnded);
    }

    void wake() {
      if (reading) {
        changedMeanwhile = true;
      } else {
        readNow();
      }
    }

    private void readEnded(ReadResult result, Throwable failure) {
      reading = false;
      if (failure != null) {
        fail(failure);
        return;
      }
      last = result;
      boolean aboveHead = query.from() > result.head();
      if (!result.events().isEmpty() || aboveHead) {
        end();
        promise.tryComplete(result);
        return;
      }
      boolean moreToLookAt = result.hasMore();
      query = from(Math.max(query.from(), result.next()));
      long leftMs = (deadlineNs - System.nanoTime()) / 1_000_000;
      // A busy stream of unwanted events keeps this looking, so the time is looked at here too.
      if (leftMs <= 0) {
        timeOver();
      } else if (moreToLookAt || changedMeanwhile) {
        readNow();
      } else if (timer == NO_TIMER) {
        timer = vertx.setTimer(leftMs, id -> timeOver());
      }
    }

    private void timeOver() {
      end();
      promise.tryComplete(last);
    }

    void fail(Throwable reason) {
      end();
      promise.tryFail(reason);
    }

    private void end() {
      if (timer != NO_TIMER) {
        vertx.cancelTimer(timer);
      }
      Set<Waiting> same = byStream.get(stream);
      if (same != null && same.remove(this) && same.isEmpty()) {
        byStream.remove(stream);
      }
    }

    private ReadQuery from(long from) {
      return new ReadQuery(stream, from, query.filter(), query.eventsMax(), query.bytesMax());
    }
  }
}
