package io.thalweg.bench.load;

import io.thalweg.bench.net.WebSocketConnection;
import io.thalweg.bench.run.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * WebSockets that read a stream from its first event on. Opened and closed from the main thread.
 */
final class Subscribers {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final Session session;
  private final List<WebSocketConnection> sockets = new ArrayList<>();

  private Subscribers(Session session) {
    this.session = session;
  }

  /** Blocks until the server has accepted all of them. */
  static Subscribers open(Session session, String stream, int count, Subscriber.Arrivals arrivals) {
    Subscribers subscribers = new Subscribers(session);
    for (int i = 0; i < count; i++) {
      subscribers.openOne("/stream/" + stream + "/ws/bench-" + i + "?from_offset=0", arrivals);
    }
    return subscribers;
  }

  private void openOne(String path, Subscriber.Arrivals arrivals) {
    Subscriber subscriber = new Subscriber(arrivals);
    Waiting.await(
        session.generator().openWebSocket(session.endpoint(), path, subscriber),
        TIMEOUT,
        "connecting");
    sockets.add(Waiting.await(subscriber.open(), TIMEOUT, "opening a WebSocket"));
  }

  void close() {
    session.generator().loop().execute(() -> sockets.forEach(WebSocketConnection::close));
  }
}
