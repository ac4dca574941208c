package io.thalweg.bench.load;

import io.netty.buffer.ByteBuf;
import io.thalweg.bench.net.Requests;
import io.thalweg.bench.run.Session;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Publishes a batch whenever fewer than a window of batches are on their way to the slowest
 * subscriber. So the server always has something to push, and never more than a window of it. All
 * but {@link #run} belongs to the generator's event loop.
 */
final class SaturatedFanout implements Subscriber.Arrivals {

  private static final Duration GRACE = Duration.ofSeconds(60);

  /** What was delivered while the time ran. */
  record Outcome(long deliveries, long bytes, double seconds) {}

  private final Session session;
  private final FanoutShape shape;
  private final PublisherPool publishers;
  private final ByteBuf request;
  private final int[] arrivedEverywhere;
  private final CompletableFuture<Outcome> done = new CompletableFuture<>();
  private long startNanos;
  private long deadlineNanos;
  private long published;
  private long completed;
  private long deliveries;
  private long bytes;
  private boolean stopped;
  private double seconds;

  SaturatedFanout(Session session, String stream, FanoutShape shape) {
    this.session = session;
    this.shape = shape;
    byte[] batch = new EventJson(shape.size(), 0).batch(0, shape.batch());
    this.request = Requests.post(session.endpoint(), "/stream/" + stream + "/publish", batch);
    this.arrivedEverywhere = new int[shape.window()];
    this.publishers = new PublisherPool(done::completeExceptionally);
  }

  /** Blocks until the time is up and everything published has arrived everywhere. */
  Outcome run() {
    publishers.connect(session);
    try {
      session.generator().loop().execute(this::start);
      return Waiting.await(done, shape.duration().plus(GRACE), "fanning out");
    } finally {
      session.generator().loop().execute(this::close);
    }
  }

  private void close() {
    stopped = true;
    publishers.close();
    request.release();
  }

  private void start() {
    startNanos = System.nanoTime();
    deadlineNanos = startNanos + shape.duration().toNanos();
    publishUpToWindow();
  }

  private void publishUpToWindow() {
    while (!stopped && published - completed < shape.window()) {
      published++;
      publishers.send(request.retainedDuplicate());
    }
  }

  @Override
  public void arrived(long offset, ByteBuf payload, int index, int length) {
    if (!stopped) {
      deliveries++;
      bytes += length;
    }
    if ((offset + 1) % shape.batch() == 0) {
      batchArrived(offset / shape.batch());
    }
  }

  private void batchArrived(long batch) {
    stopWhenTimeIsUp();
    int slot = (int) (batch % shape.window());
    if (++arrivedEverywhere[slot] < shape.subscribers()) {
      return;
    }
    arrivedEverywhere[slot] = 0;
    completed++;
    if (!stopped) {
      publishUpToWindow();
    } else if (completed == published) {
      done.complete(new Outcome(deliveries, bytes, seconds));
    }
  }

  private void stopWhenTimeIsUp() {
    long now = System.nanoTime();
    if (!stopped && now >= deadlineNanos) {
      stopped = true;
      seconds = (now - startNanos) / 1e9;
    }
  }

  @Override
  public void failed(Throwable cause) {
    done.completeExceptionally(cause);
  }
}
