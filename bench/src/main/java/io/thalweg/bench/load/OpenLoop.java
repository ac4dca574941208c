package io.thalweg.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.thalweg.bench.net.Requests;
import io.thalweg.bench.run.Session;
import io.thalweg.bench.target.BenchFailure;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Publishes each event at its time, from a thread that only keeps time, and clocks the arrivals. An
 * event that has to wait for a free connection was still due at its time, so a stall shows in every
 * event that it delayed (no coordinated omission). All but {@link #run} belongs to the generator's
 * event loop.
 */
final class OpenLoop implements Subscriber.Arrivals {

  private static final Duration GRACE = Duration.ofSeconds(30);

  /** What arrived, and how late; latency in nanoseconds. */
  record Outcome(long arrivals, long bytes, double seconds, Histogram latency) {}

  private final Session session;
  private final LatencyShape shape;
  private final PublisherPool publishers;
  private final byte[] event;
  private final ByteBuf request;
  private final long[] dueNanos;
  private final long expected;
  private final Histogram latency = Latency.histogram();
  private final CompletableFuture<Outcome> done = new CompletableFuture<>();
  private long arrivals;
  private long bytes;

  OpenLoop(Session session, String stream, LatencyShape shape) {
    this.session = session;
    this.shape = shape;
    this.event = new EventJson(shape.size(), 0).event(0);
    this.request = Requests.post(session.endpoint(), "/stream/" + stream + "/publish", event);
    this.dueNanos = new long[shape.events()];
    this.expected = (long) shape.events() * shape.subscribers();
    this.publishers = new PublisherPool(done::completeExceptionally);
  }

  /** Blocks until every event has arrived everywhere. */
  Outcome run() {
    publishers.connect(session);
    try {
      publishInTime();
      return Waiting.await(done, GRACE, "the arrival of the last events");
    } finally {
      session.generator().loop().execute(this::close);
    }
  }

  private void close() {
    publishers.close();
    request.release();
  }

  private void publishInTime() {
    long start = System.nanoTime() + shape.intervalNanos();
    for (int number = 0; number < dueNanos.length && !done.isDone(); number++) {
      long due = start + number * shape.intervalNanos();
      for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
        LockSupport.parkNanos(early);
      }
      int published = number;
      session.generator().loop().execute(() -> publish(published, due));
    }
  }

  private void publish(int number, long due) {
    dueNanos[number] = due;
    publishers.send(numbered(number));
  }

  private ByteBuf numbered(int number) {
    ByteBuf copy = Unpooled.directBuffer(request.readableBytes()).writeBytes(request.duplicate());
    int at = copy.readableBytes() - event.length + EventJson.numberIndex();
    for (int digit = EventJson.NUMBER_DIGITS - 1, rest = number; digit >= 0; digit--, rest /= 10) {
      copy.setByte(at + digit, '0' + rest % 10);
    }
    return copy;
  }

  @Override
  public void arrived(long offset, ByteBuf payload, int index, int length) {
    long now = System.nanoTime();
    long number = FrameText.dataNumber(payload, index, length);
    if (number >= dueNanos.length || dueNanos[(int) number] == 0) {
      throw new BenchFailure("event " + number + " arrived, which was never published");
    }
    latency.recordValue(Math.max(0, now - dueNanos[(int) number]));
    bytes += length;
    arrivals++;
    if (arrivals == expected) {
      done.complete(new Outcome(arrivals, bytes, (now - dueNanos[0]) / 1e9, latency));
    }
  }

  @Override
  public void failed(Throwable cause) {
    done.completeExceptionally(cause);
  }
}
