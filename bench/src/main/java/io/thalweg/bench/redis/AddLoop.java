package io.thalweg.bench.redis;

import io.netty.buffer.ByteBuf;
import io.thalweg.bench.load.PublishShape;
import io.thalweg.bench.load.Tally;
import io.thalweg.bench.load.Waiting;
import io.thalweg.bench.net.Generator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Belongs to the generator's event loop once it runs. Callers who each add an entry to a stream, or
 * a pipeline of them, again when the last one was answered, until the time is up.
 */
final class AddLoop {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(60);

  private final Generator generator;
  private final PublishShape shape;
  private final Tally tally;
  private final ByteBuf request;
  private final List<Caller> callers = new ArrayList<>();

  AddLoop(Generator generator, String key, PublishShape shape) {
    this.generator = generator;
    this.shape = shape;
    this.tally = new Tally(shape.duration());
    this.request =
        Commands.pipeline(
            LongStream.range(0, shape.batch()).mapToObj(number -> add(key, number)).toList());
  }

  private List<String> add(String key, long number) {
    String event = new String(shape.events().event(number), StandardCharsets.US_ASCII);
    return List.of("XADD", key, "*", "event", event);
  }

  /** Blocks until the last answer. */
  Tally.Outcome run(RedisAddress to) {
    for (int i = 0; i < shape.connections(); i++) {
      Caller caller = new Caller();
      caller.connection =
          Waiting.await(
              RedisConnection.open(generator, to, caller), CONNECT_TIMEOUT, "connecting to Redis");
      callers.add(caller);
    }
    try {
      generator.loop().execute(this::start);
      return tally.await("adding to a Redis stream");
    } finally {
      generator.loop().execute(this::close);
    }
  }

  private void start() {
    long now = tally.start(callers.size());
    callers.forEach(caller -> caller.next(now));
  }

  private void close() {
    callers.forEach(caller -> caller.connection.close());
    request.release();
  }

  /** One caller, with one request under way. */
  private final class Caller implements RedisConnection.Listener {

    private RedisConnection connection;
    private long sentNanos;
    private int missing;

    void next(long now) {
      if (tally.isOver(now)) {
        tally.left(now);
        return;
      }
      sentNanos = now;
      missing = shape.batch();
      connection.sendShared(request);
    }

    @Override
    public void onReply(RedisConnection answered) {
      if (--missing == 0) {
        long now = System.nanoTime();
        tally.answered(sentNanos, now);
        next(now);
      }
    }

    @Override
    public void onFailure(Throwable cause) {
      tally.failed(cause);
    }
  }
}
