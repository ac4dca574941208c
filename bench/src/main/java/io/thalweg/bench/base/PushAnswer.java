package io.thalweg.bench.base;

import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;

/**
 * WebSockets: the stored events from the first one if there are any, else whatever is published
 * from now on.
 */
final class PushAnswer {

  private final BaseParts parts;

  PushAnswer(BaseParts parts) {
    this.parts = parts;
  }

  void accept(HttpServerRequest request, Context loop, String stream) {
    request
        .toWebSocket()
        .onSuccess(
            socket -> {
              if (parts.stored().isPresent()) {
                new CatchUp(socket, parts.stored().get()).write();
              } else {
                subscribe(socket, loop, parts.live().named(stream));
              }
            });
  }

  private static void subscribe(ServerWebSocket socket, Context loop, LiveStream stream) {
    stream.subscribe(loop, socket);
    socket.closeHandler(closed -> stream.unsubscribe(loop, socket));
  }

  /** Not thread-safe. Writes while the socket takes more, and goes on when it has drained. */
  private static final class CatchUp {
    private final ServerWebSocket socket;
    private final StoredEvents stored;
    private int next;

    CatchUp(ServerWebSocket socket, StoredEvents stored) {
      this.socket = socket;
      this.stored = stored;
      socket.drainHandler(drained -> write());
    }

    void write() {
      while (next < stored.count() && !socket.writeQueueFull()) {
        socket.writeTextMessage(stored.event(next++));
      }
    }
  }
}
