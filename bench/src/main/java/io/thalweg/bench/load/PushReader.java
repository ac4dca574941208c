package io.thalweg.bench.load;

import io.netty.buffer.ByteBuf;
import io.thalweg.bench.net.Endpoint;
import io.thalweg.bench.net.Generator;
import io.thalweg.bench.net.WebSocketConnection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Belongs to the generator's event loop once it runs. One WebSocket from a stream's first event to
 * its head.
 */
final class PushReader implements WebSocketConnection.Listener {

  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  /** What was pushed. */
  record Outcome(long events, long bytes, double seconds) {}

  private final long events;
  private final OffsetSequence offsets = new OffsetSequence(0);
  private final CompletableFuture<Outcome> done = new CompletableFuture<>();
  private final long startNanos = System.nanoTime();
  private long bytes;

  PushReader(long events) {
    this.events = events;
  }

  /** Blocks until the last event. */
  Outcome run(Generator generator, Endpoint endpoint, String stream) {
    String path = "/stream/" + stream + "/ws/bench?from_offset=0";
    WebSocketConnection socket =
        Waiting.await(generator.openWebSocket(endpoint, path, this), TIMEOUT, "connecting");
    try {
      return Waiting.await(done, TIMEOUT, "being pushed to");
    } finally {
      generator.loop().execute(socket::close);
    }
  }

  @Override
  public void onOpen(WebSocketConnection connection) {}

  @Override
  public void onEvent(ByteBuf payload, int index, int length) {
    offsets.accept(FrameText.offset(payload, index, length));
    bytes += length;
    if (offsets.next() == events) {
      done.complete(new Outcome(events, bytes, (System.nanoTime() - startNanos) / 1e9));
    }
  }

  @Override
  public void onFailure(Throwable cause) {
    done.completeExceptionally(cause);
  }
}
