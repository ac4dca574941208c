package io.thalweg.bench.load;

import io.thalweg.bench.net.BodyBytes;
import io.thalweg.bench.net.Endpoint;
import io.thalweg.bench.net.Generator;
import io.thalweg.bench.net.HttpConnection;
import io.thalweg.bench.target.BenchFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;

/**
 * Belongs to the generator's event loop once it runs. Callers who each send their next request when
 * the last one was answered, until the time is up or all requests are out; then what is under way
 * is awaited.
 */
final class ClosedLoop {

  private static final byte[] SUCCESS = "{\"success\":true".getBytes(StandardCharsets.US_ASCII);
  private static final Duration GRACE = Duration.ofSeconds(60);

  /**
   * What the callers saw.
   *
   * @param counted requests answered while the time ran
   * @param acknowledged requests answered in all
   * @param seconds from the first request to the end of the time, or to the last answer if there
   *     was no time limit
   * @param latency of the counted requests, nanoseconds
   */
  record Outcome(long counted, long acknowledged, double seconds, Histogram latency) {}

  private final Generator generator;
  private final RequestCycle requests;
  private final long requestsMax;
  private final Duration duration;
  private final Histogram latency = Latency.histogram();
  private final List<Caller> callers = new ArrayList<>();
  private final CompletableFuture<Outcome> done = new CompletableFuture<>();
  private long startNanos;
  private long deadlineNanos;
  private long sent;
  private long acknowledged;
  private long counted;
  private int active;

  private ClosedLoop(
      Generator generator, RequestCycle requests, long requestsMax, Duration duration) {
    this.generator = generator;
    this.requests = requests;
    this.requestsMax = requestsMax;
    this.duration = duration;
  }

  /** Callers who stop when the time is up. */
  static ClosedLoop during(Generator generator, RequestCycle requests, Duration duration) {
    return new ClosedLoop(generator, requests, Long.MAX_VALUE, duration);
  }

  /** Callers who stop when so many requests are out, within a generous time. */
  static ClosedLoop of(Generator generator, RequestCycle requests, long requestsMax) {
    return new ClosedLoop(generator, requests, requestsMax, Duration.ofHours(12));
  }

  /** Blocks until the last answer. */
  Outcome run(Endpoint to, int count) {
    for (int i = 0; i < count; i++) {
      Caller caller = new Caller();
      caller.connection = Waiting.await(generator.connect(to, caller), GRACE, "connecting");
      callers.add(caller);
    }
    try {
      generator.loop().execute(this::start);
      return Waiting.await(done, duration.plus(GRACE), "publishing");
    } finally {
      generator.loop().execute(() -> callers.forEach(caller -> caller.connection.close()));
    }
  }

  private void start() {
    startNanos = System.nanoTime();
    deadlineNanos = startNanos + duration.toNanos();
    active = callers.size();
    callers.forEach(caller -> caller.next(startNanos));
  }

  private void finishOne(long now) {
    if (--active == 0) {
      long end = Math.min(now, deadlineNanos);
      done.complete(new Outcome(counted, acknowledged, (end - startNanos) / 1e9, latency));
    }
  }

  /** One caller, with one request under way. */
  private final class Caller implements HttpConnection.Listener {

    private HttpConnection connection;
    private long sentNanos;

    void next(long now) {
      if (sent >= requestsMax || now >= deadlineNanos) {
        finishOne(now);
        return;
      }
      sent++;
      sentNanos = now;
      connection.sendShared(requests.next());
    }

    @Override
    public void onResponse(HttpConnection answered, int status, BodyBytes body) {
      if (status / 100 != 2 || requests.eventsPerRequest() == 1 && !body.startsWith(SUCCESS)) {
        done.completeExceptionally(new BenchFailure("publish -> " + status + " " + body.text()));
        return;
      }
      long now = System.nanoTime();
      acknowledged++;
      if (now <= deadlineNanos) {
        counted++;
        latency.recordValue(now - sentNanos);
      }
      next(now);
    }

    @Override
    public void onFailure(Throwable cause) {
      done.completeExceptionally(cause);
    }
  }
}
