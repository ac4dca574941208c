package io.thalweg.server.http;

import io.netty.channel.ChannelPipeline;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.HttpServerConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The connections of one gateway instance: admits them, guards each, and looks from time to time
 * for those whose time is over. Not thread-safe: belongs to the instance's event loop.
 *
 * <p>Vert.x has no hook for what happens before a request is decoded, so this reaches into its
 * pipeline by handler names; {@code ProtocolTest} notices if they change.
 */
final class ConnectionWatch {
  private static final String DECODER = "httpDecoder";
  private static final long LOOK_EVERY_MS_MAX = 500;

  private final ConnectionLedger ledger;
  private final ConnectionLimits limits;
  private final HttpServerOptions serverOptions;
  private final Map<ConnectionGuard, InetAddress> guards = new HashMap<>();
  private long nowMs;

  /** Starts looking, on the calling context. */
  ConnectionWatch(
      Vertx vertx,
      ConnectionLedger ledger,
      ConnectionLimits limits,
      HttpServerOptions serverOptions) {
    this.ledger = ledger;
    this.limits = limits;
    this.serverOptions = serverOptions;
    this.nowMs = clockMs();
    long shortest = Math.min(limits.headerMs(), limits.idleMs());
    vertx.setPeriodic(Math.min(LOOK_EVERY_MS_MAX, Math.max(10, shortest / 4)), id -> look());
  }

  /** Takes a new connection in, or closes it if there are too many. */
  void admit(HttpConnection connection) {
    ChannelPipeline pipeline =
        ((HttpServerConnection) connection).channelHandlerContext().pipeline();
    InetAddress address = address(pipeline);
    if (!ledger.enter(address)) {
      pipeline.channel().close();
      return;
    }
    ConnectionGuard guard = new ConnectionGuard(this, limits);
    guards.put(guard, address);
    pipeline.addBefore(DECODER, "guard", guard);
    pipeline.replace(DECODER, DECODER, new StrictRequestDecoder(serverOptions, guard));
  }

  /** Closes a connection after its last answer has been written. */
  static void closeGently(HttpConnection connection) {
    ConnectionGuard guard =
        ((HttpServerConnection) connection)
            .channelHandlerContext()
            .pipeline()
            .get(ConnectionGuard.class);
    if (guard != null) {
      guard.closeGently();
    }
  }

  void left(ConnectionGuard guard) {
    InetAddress address = guards.remove(guard);
    if (address != null) {
      ledger.leave(address);
    }
  }

  /** Milliseconds that never go back, as of the last look: exact enough, and free. */
  long nowMs() {
    return nowMs;
  }

  private void look() {
    nowMs = clockMs();
    // What is closed here leaves the map while we look.
    List.copyOf(guards.keySet()).forEach(guard -> guard.check(nowMs));
  }

  private static long clockMs() {
    return System.nanoTime() / 1_000_000;
  }

  private static InetAddress address(ChannelPipeline pipeline) {
    return pipeline.channel().remoteAddress() instanceof InetSocketAddress remote
        ? remote.getAddress()
        : InetAddress.getLoopbackAddress();
  }
}
