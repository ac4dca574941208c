package io.thalweg.core.spi;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Whether a database takes writes, for {@link StorageSpi#health()}. After a write that failed for a
 * reason of the database's it is probed, until a probe succeeds or a write is stored: a node that
 * is not ready may get no writes that could tell. Not thread-safe: belongs to one context, but any
 * thread may ask for {@link #failure()}.
 */
public final class WriteWatch {
  /** Of others the caller is the reason, or a load that passes. */
  private static final Set<ErrorCode> FAULTS =
      Set.of(
          ErrorCode.UNAVAILABLE,
          ErrorCode.STORAGE_FULL,
          ErrorCode.WRITES_CLOSED,
          ErrorCode.CORRUPT,
          ErrorCode.INTERNAL);

  /** Probes may take this share of the time: one that timed out may still hang at the database. */
  private static final int PAUSE_FACTOR = 5;

  private static final long PAUSE_MS_MAX = 60_000;

  private final Vertx vertx;
  private final Supplier<Future<Void>> probe;
  private final long pauseMsMin;
  private volatile Throwable failure;
  private boolean probing;
  private boolean closed;
  private long timer = -1;

  /**
   * A watch that has seen nothing fail.
   *
   * @param probe tries to write, without a trace; times out by itself
   * @param pauseMsMin the least time between probes
   */
  public WriteWatch(Vertx vertx, Supplier<Future<Void>> probe, long pauseMsMin) {
    this.vertx = vertx;
    this.probe = probe;
    this.pauseMsMin = pauseMsMin;
  }

  /** Why the database takes no writes, or null if it does as far as is known. */
  public Throwable failure() {
    return failure;
  }

  /** Looks at how a write ends. */
  public Future<List<WriteOutcome>> watch(Future<List<WriteOutcome>> write) {
    return write.onSuccess(this::ended).onFailure(this::look);
  }

  private void ended(List<WriteOutcome> outcomes) {
    for (WriteOutcome outcome : outcomes) {
      if (outcome.isStored()) {
        failure = null;
      } else {
        // Others may have been refused before anything had to be written: they prove nothing.
        look(outcome.refusal());
      }
    }
  }

  private void look(Throwable why) {
    if (FAULTS.contains(StreamException.from(why).code())) {
      failed(why);
    }
  }

  /** The database takes no writes. */
  public void failed(Throwable why) {
    failure = why;
    if (timer < 0) {
      probe();
    }
  }

  private void probe() {
    if (probing || closed || failure == null) {
      return;
    }
    probing = true;
    Throwable before = failure;
    long startedNs = System.nanoTime();
    probe
        .get()
        .onComplete(
            (written, why) -> {
              probing = false;
              if (why != null) {
                failure = why;
              } else if (failure == before) {
                failure = null;
              }
              probeLater(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNs));
            });
  }

  private void probeLater(long tookMs) {
    if (failure != null && !closed) {
      long pauseMs = Math.min(Math.max(pauseMsMin, PAUSE_FACTOR * tookMs), PAUSE_MS_MAX);
      timer =
          vertx.setTimer(
              pauseMs,
              id -> {
                timer = -1;
                probe();
              });
    }
  }

  /** Probes no more. */
  public void close() {
    closed = true;
    vertx.cancelTimer(timer);
  }
}
