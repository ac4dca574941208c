package io.thalweg.bench.load;

import io.netty.buffer.ByteBuf;
import io.thalweg.bench.net.BodyBytes;
import io.thalweg.bench.net.Endpoint;
import io.thalweg.bench.net.Generator;
import io.thalweg.bench.net.HttpConnection;
import io.thalweg.bench.net.Requests;
import io.thalweg.bench.target.BenchFailure;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;

/**
 * Belongs to the generator's event loop once it runs. One consumer reads streams from their first
 * event to their head, page by page, the next one when the last is there.
 */
final class PageReader implements HttpConnection.Listener {

  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  /** What was read; latency is of pages, in nanoseconds. */
  record Outcome(long events, long bytes, double seconds, Histogram latency) {}

  private final Endpoint endpoint;
  private final Iterator<PageRange> ranges;
  private final PageParse page = new PageParse();
  private final Histogram latency = Latency.histogram();
  private final CompletableFuture<Outcome> done = new CompletableFuture<>();
  private final long startNanos = System.nanoTime();
  private PageRange range;
  private OffsetSequence offsets;
  private long sentNanos;
  private long events;
  private long bytes;

  /**
   * @param ranges what is read, one after the other; at least one
   */
  PageReader(Endpoint endpoint, Iterator<PageRange> ranges) {
    this.endpoint = endpoint;
    this.ranges = ranges;
    nextRange();
  }

  /** Blocks until the last page. */
  Outcome run(Generator generator) {
    HttpConnection connection =
        Waiting.await(generator.connect(endpoint, this), TIMEOUT, "connecting");
    try {
      generator.loop().execute(() -> request(connection));
      return Waiting.await(done, TIMEOUT, "consuming");
    } finally {
      generator.loop().execute(connection::close);
    }
  }

  private void request(HttpConnection connection) {
    long limit = Math.min(ConsumeShape.PAGE_EVENTS, range.to() - offsets.next());
    String path =
        "/stream/%s/consume/bench?from_offset=%d&limit=%d"
            .formatted(range.stream(), offsets.next(), limit);
    ByteBuf request = Requests.get(endpoint, path);
    sentNanos = System.nanoTime();
    connection.send(request);
  }

  @Override
  public void onResponse(HttpConnection connection, int status, BodyBytes body) {
    latency.recordValue(System.nanoTime() - sentNanos);
    if (status != 200) {
      throw new BenchFailure("consume -> " + status + " " + body.text());
    }
    int found = page.read(body, (offset, partition) -> offsets.accept(offset));
    if (found == 0 || page.nextOffset() != offsets.next()) {
      throw new BenchFailure(
          "a page of "
              + found
              + " events before "
              + offsets.next()
              + " names next_offset "
              + page.nextOffset());
    }
    events += found;
    bytes += body.length();
    goOn(connection);
  }

  private void goOn(HttpConnection connection) {
    if (offsets.next() < range.to()) {
      request(connection);
    } else if (ranges.hasNext()) {
      nextRange();
      request(connection);
    } else {
      done.complete(new Outcome(events, bytes, (System.nanoTime() - startNanos) / 1e9, latency));
    }
  }

  private void nextRange() {
    range = ranges.next();
    offsets = new OffsetSequence(range.from());
  }

  @Override
  public void onFailure(Throwable cause) {
    done.completeExceptionally(cause);
  }
}
