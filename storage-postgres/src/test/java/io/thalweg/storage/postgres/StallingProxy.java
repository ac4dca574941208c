package io.thalweg.storage.postgres;

import io.thalweg.storage.postgres.testing.PostgresServers;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before the server of the tests. While it stalls, a new connection gets through its
 * start-up and is never answered again.
 */
final class StallingProxy {
  private static final Buffer READY = Buffer.buffer(new byte[] {'Z', 0, 0, 0, 5, 'I'});

  private final Vertx vertx;
  private final URI server = URI.create(PostgresServers.uri());
  private final NetServer proxy;
  private final Set<NetSocket> clients = ConcurrentHashMap.newKeySet();
  private final AtomicInteger stalled = new AtomicInteger();
  private volatile boolean stalling;

  StallingProxy(Vertx vertx) {
    this.vertx = vertx;
    this.proxy = vertx.createNetServer().connectHandler(this::accept);
    proxy.listen(0, "127.0.0.1").await();
  }

  String uri() {
    String there = server.getHost() + ":" + server.getPort();
    return PostgresServers.uri().replace(there, "127.0.0.1:" + proxy.actualPort());
  }

  /** How many connections were stalled up to now. */
  int stalled() {
    return stalled.get();
  }

  /** Stalls new connections and ends those that there are. */
  void stall() {
    stalling = true;
    clients.forEach(NetSocket::close);
  }

  /** Lets new connections through; those that stall go on doing so. */
  void letThrough() {
    stalling = false;
  }

  private void accept(NetSocket client) {
    clients.add(client);
    client.pause();
    vertx
        .createNetClient()
        .connect(server.getPort(), server.getHost())
        .onSuccess(backend -> join(client, backend))
        .onFailure(failure -> client.close());
  }

  private void join(NetSocket client, NetSocket backend) {
    boolean stalls = stalling;
    client.closeHandler(
        gone -> {
          clients.remove(client);
          backend.close();
        });
    backend.closeHandler(gone -> client.close());
    backend.handler(
        said -> {
          client.write(said);
          if (stalls && endsStartUp(said)) {
            stalled.incrementAndGet();
            client.handler(unanswered -> {});
          }
        });
    client.handler(backend::write);
    client.resume();
  }

  private static boolean endsStartUp(Buffer said) {
    int from = said.length() - READY.length();
    return from >= 0 && said.slice(from, said.length()).equals(READY);
  }
}
