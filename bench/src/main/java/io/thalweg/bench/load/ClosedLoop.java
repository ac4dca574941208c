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

/**
 * Belongs to the generator's event loop once it runs. Callers over HTTP who each send their next
 * request when the last one was answered, until the time is up or all requests are out.
 */
final class ClosedLoop {

  private static final byte[] SUCCESS = "{\"success\":true".getBytes(StandardCharsets.US_ASCII);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(60);

  private final Generator generator;
  private final RequestCycle requests;
  private final long requestsMax;
  private final Tally tally;
  private final List<Caller> callers = new ArrayList<>();
  private long sent;

  private ClosedLoop(
      Generator generator, RequestCycle requests, long requestsMax, Duration duration) {
    this.generator = generator;
    this.requests = requests;
    this.requestsMax = requestsMax;
    this.tally = new Tally(duration);
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
  Tally.Outcome run(Endpoint to, int count) {
    for (int i = 0; i < count; i++) {
      Caller caller = new Caller();
      caller.connection =
          Waiting.await(generator.connect(to, caller), CONNECT_TIMEOUT, "connecting");
      callers.add(caller);
    }
    try {
      generator.loop().execute(this::start);
      return tally.await("publishing");
    } finally {
      generator.loop().execute(() -> callers.forEach(caller -> caller.connection.close()));
    }
  }

  private void start() {
    long now = tally.start(callers.size());
    callers.forEach(caller -> caller.next(now));
  }

  /** One caller, with one request under way. */
  private final class Caller implements HttpConnection.Listener {

    private HttpConnection connection;
    private long sentNanos;

    void next(long now) {
      if (sent >= requestsMax || tally.isOver(now)) {
        tally.left(now);
        return;
      }
      sent++;
      sentNanos = now;
      connection.sendShared(requests.next());
    }

    @Override
    public void onResponse(HttpConnection answered, int status, BodyBytes body) {
      if (status / 100 != 2 || requests.eventsPerRequest() == 1 && !body.startsWith(SUCCESS)) {
        tally.failed(new BenchFailure("publish -> " + status + " " + body.text()));
        return;
      }
      long now = System.nanoTime();
      tally.answered(sentNanos, now);
      next(now);
    }

    @Override
    public void onFailure(Throwable cause) {
      tally.failed(cause);
    }
  }
}
