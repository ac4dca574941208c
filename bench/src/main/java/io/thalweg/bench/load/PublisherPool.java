package io.thalweg.bench.load;

import io.netty.buffer.ByteBuf;
import io.thalweg.bench.net.BodyBytes;
import io.thalweg.bench.net.HttpConnection;
import io.thalweg.bench.run.Session;
import io.thalweg.bench.target.BenchFailure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Belongs to the generator's event loop once connected. Sends each request on the connection that
 * has been free for longest, so that none falls silent, or on the first that gets free.
 */
final class PublisherPool implements HttpConnection.Listener {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int CONNECTIONS = 16;
  private static final int WAITING_MAX = 100_000;

  private final Consumer<Throwable> onFailure;
  private final List<HttpConnection> connections = new ArrayList<>();
  private final Deque<HttpConnection> free = new ArrayDeque<>();
  private final Deque<ByteBuf> waiting = new ArrayDeque<>();

  PublisherPool(Consumer<Throwable> onFailure) {
    this.onFailure = onFailure;
  }

  /** Blocks until all connections are open. */
  void connect(Session session) {
    for (int i = 0; i < CONNECTIONS; i++) {
      connections.add(
          Waiting.await(
              session.generator().connect(session.endpoint(), this), TIMEOUT, "connecting"));
    }
    free.addAll(connections);
  }

  /** Sends and releases a request. */
  void send(ByteBuf request) {
    if (!free.isEmpty()) {
      free.remove().send(request);
    } else if (waiting.size() < WAITING_MAX) {
      waiting.add(request);
    } else {
      request.release();
      onFailure.accept(
          new BenchFailure(WAITING_MAX + " events wait to be published: the rate is too high"));
    }
  }

  @Override
  public void onResponse(HttpConnection connection, int status, BodyBytes body) {
    if (status / 100 != 2) {
      onFailure.accept(new BenchFailure("publish -> " + status + " " + body.text()));
    } else if (waiting.isEmpty()) {
      free.add(connection);
    } else {
      connection.send(waiting.remove());
    }
  }

  @Override
  public void onFailure(Throwable cause) {
    onFailure.accept(cause);
  }

  void close() {
    connections.forEach(HttpConnection::close);
    waiting.forEach(ByteBuf::release);
    waiting.clear();
  }
}
