package io.thalweg.bench.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The one event loop that all load comes from: a second one would take a core from the server that
 * it shares the machine with. Thread-safe.
 */
public final class Generator implements AutoCloseable {

  private static final int RECEIVE_BYTES_MAX = 256 << 10;

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final EventLoop loop = group.next();

  /** Opens a connection; what arrives on it is told to {@code listener}, on the event loop. */
  public CompletableFuture<HttpConnection> connect(Endpoint to, HttpConnection.Listener listener) {
    HttpConnection connection = new HttpConnection(listener);
    return open(to, connection).thenApply(opened -> connection);
  }

  /** Opens a WebSocket; its handshake is complete when the listener has been told so. */
  public CompletableFuture<WebSocketConnection> openWebSocket(
      Endpoint to, String path, WebSocketConnection.Listener listener) {
    WebSocketConnection connection = new WebSocketConnection(to, path, listener);
    return open(to, connection).thenApply(opened -> connection);
  }

  /** Where drivers run. */
  public EventLoop loop() {
    return loop;
  }

  /** Opens a connection that speaks another protocol, {@code handler}'s. */
  public CompletableFuture<Void> open(Endpoint to, ChannelHandler handler) {
    CompletableFuture<Void> opened = new CompletableFuture<>();
    new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(
            ChannelOption.RECVBUF_ALLOCATOR,
            new AdaptiveRecvByteBufAllocator(256, 2048, RECEIVE_BYTES_MAX))
        .handler(handler)
        .connect(to.host(), to.port())
        .addListener(
            done -> {
              if (done.isSuccess()) {
                opened.complete(null);
              } else {
                opened.completeExceptionally(done.cause());
              }
            });
    return opened;
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
