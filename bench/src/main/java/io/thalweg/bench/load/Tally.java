package io.thalweg.bench.load;

import io.thalweg.bench.run.CpuMeter;
import io.thalweg.bench.run.Sample;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;

/**
 * Belongs to one event loop once it has started. What callers in a closed loop see: each sends its
 * next request when the last one was answered, until the time is up; then what is under way is
 * awaited.
 */
public final class Tally {

  private static final Duration GRACE = Duration.ofSeconds(60);

  /**
   * What the callers saw.
   *
   * @param counted requests answered while the time ran
   * @param acknowledged requests answered in all
   * @param seconds from the first request to the end of the time, or to the last answer if that
   *     came before
   * @param latency of the counted requests, nanoseconds
   */
  public record Outcome(long counted, long acknowledged, double seconds, Histogram latency) {

    /** As the sample of a round in which those were requests of that shape. */
    public Sample sample(PublishShape shape, CpuMeter cpu) {
      long events = counted * shape.batch();
      return new Sample(
          events, events * shape.size(), seconds, Optional.of(latency), cpu.sinceStart(), Map.of());
    }
  }

  private final Duration duration;
  private final Histogram latency = Latency.histogram();
  private final CompletableFuture<Outcome> done = new CompletableFuture<>();
  private long startNanos;
  private long deadlineNanos;
  private long acknowledged;
  private long counted;
  private int active;

  public Tally(Duration duration) {
    this.duration = duration;
  }

  /** Returns when the time began: now. */
  public long start(int callers) {
    active = callers;
    startNanos = System.nanoTime();
    deadlineNanos = startNanos + duration.toNanos();
    return startNanos;
  }

  public boolean isOver(long now) {
    return now >= deadlineNanos;
  }

  public void answered(long sentNanos, long now) {
    acknowledged++;
    if (now <= deadlineNanos) {
      counted++;
      latency.recordValue(now - sentNanos);
    }
  }

  /** A caller sends no more and waits for nothing. */
  public void left(long now) {
    if (--active == 0) {
      double seconds = (Math.min(now, deadlineNanos) - startNanos) / 1e9;
      done.complete(new Outcome(counted, acknowledged, seconds, latency));
    }
  }

  public void failed(Throwable cause) {
    done.completeExceptionally(cause);
  }

  /** Blocks until the last caller has left; any thread but the event loop. */
  public Outcome await(String what) {
    return Waiting.await(done, duration.plus(GRACE), what);
  }
}
