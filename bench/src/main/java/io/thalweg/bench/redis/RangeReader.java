package io.thalweg.bench.redis;

import io.thalweg.bench.load.ConsumeShape;
import io.thalweg.bench.load.EventsParse;
import io.thalweg.bench.load.Waiting;
import io.thalweg.bench.net.BodyBytes;
import io.thalweg.bench.net.Generator;
import io.thalweg.bench.run.CpuMeter;
import io.thalweg.bench.run.Sample;
import io.thalweg.bench.target.BenchFailure;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Belongs to the generator's event loop once it runs. One consumer reads a stream that was filled
 * with ids 1-0, 2-0 and so on, page by page, and decodes every event.
 */
final class RangeReader implements RedisConnection.Listener {

  private static final Duration TIMEOUT = Duration.ofMinutes(5);
  private static final int STRINGS_PER_ENTRY = 3;

  private final Generator generator;
  private final String key;
  private final int entries;
  private final BodyBytes events = new BodyBytes();
  private final EventsParse parse = new EventsParse();
  private final Histogram latency = new Histogram(TimeUnit.HOURS.toNanos(1), 3);
  private final CompletableFuture<Double> seconds = new CompletableFuture<>();
  private long startNanos;
  private long sentNanos;
  private long next = 1;
  private int strings;
  private long bytes;

  RangeReader(Generator generator, String key, int entries) {
    this.generator = generator;
    this.key = key;
    this.entries = entries;
  }

  /** Blocks until the last page. */
  Sample run(RedisAddress from, CpuMeter cpu) {
    RedisConnection connection =
        Waiting.await(RedisConnection.open(generator, from, this), TIMEOUT, "connecting to Redis");
    try {
      generator
          .loop()
          .execute(
              () -> {
                startNanos = System.nanoTime();
                request(connection);
              });
      double taken = Waiting.await(seconds, TIMEOUT, "reading a Redis stream");
      return new Sample(entries, bytes, taken, Optional.of(latency), cpu.sinceStart(), Map.of());
    } finally {
      generator.loop().execute(connection::close);
    }
  }

  private void request(RedisConnection connection) {
    events.clear();
    sentNanos = System.nanoTime();
    connection.send(
        Commands.command(
            "XRANGE",
            key,
            Long.toString(next),
            "+",
            "COUNT",
            Integer.toString(ConsumeShape.PAGE_EVENTS)));
  }

  /** An entry is its id, the name of its one field, and the event. */
  @Override
  public void onString(byte[] array, int from, int length) {
    switch (strings++ % STRINGS_PER_ENTRY) {
      case 0 -> requireId(array, from, length);
      case 2 -> events.append(array, from, length);
      default -> {
        // The name is known.
      }
    }
  }

  private void requireId(byte[] array, int from, int length) {
    long id = 0;
    for (int at = from; at < from + length && array[at] != '-'; at++) {
      id = id * 10 + array[at] - '0';
    }
    if (id != next) {
      throw new BenchFailure("entry " + id + " came instead of " + next);
    }
    next++;
  }

  @Override
  public void onReply(RedisConnection connection) {
    latency.recordValue(System.nanoTime() - sentNanos);
    int found = strings / STRINGS_PER_ENTRY;
    strings = 0;
    if (found == 0 || parse.count(events) != found) {
      throw new BenchFailure("a page of " + found + " entries before " + next);
    }
    bytes += events.length();
    if (next <= entries) {
      request(connection);
    } else {
      seconds.complete((System.nanoTime() - startNanos) / 1e9);
    }
  }

  @Override
  public void onFailure(Throwable cause) {
    seconds.completeExceptionally(cause);
  }
}
