package io.thalweg.bench.load;

import io.netty.buffer.ByteBuf;
import io.thalweg.bench.net.WebSocketConnection;
import java.util.concurrent.CompletableFuture;

/**
 * Belongs to the generator's event loop. One WebSocket that holds what it is pushed to the promised
 * order.
 */
final class Subscriber implements WebSocketConnection.Listener {

  /** What subscribers report to. */
  interface Arrivals {
    /** The event at {@code offset} has arrived, and all before it. */
    void arrived(long offset, ByteBuf payload, int index, int length);

    void failed(Throwable cause);
  }

  private final Arrivals arrivals;
  private final OffsetSequence offsets = new OffsetSequence(0);
  private final CompletableFuture<WebSocketConnection> open = new CompletableFuture<>();

  Subscriber(Arrivals arrivals) {
    this.arrivals = arrivals;
  }

  /** Done when the server has accepted the WebSocket. */
  CompletableFuture<WebSocketConnection> open() {
    return open;
  }

  @Override
  public void onOpen(WebSocketConnection connection) {
    open.complete(connection);
  }

  @Override
  public void onEvent(ByteBuf payload, int index, int length) {
    long offset = FrameText.offset(payload, index, length);
    offsets.accept(offset);
    arrivals.arrived(offset, payload, index, length);
  }

  @Override
  public void onFailure(Throwable cause) {
    open.completeExceptionally(cause);
    arrivals.failed(cause);
  }
}
