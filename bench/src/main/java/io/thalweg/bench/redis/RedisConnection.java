package io.thalweg.bench.redis;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.thalweg.bench.net.Generator;
import io.thalweg.bench.net.WireConnection;
import java.util.concurrent.CompletableFuture;

/**
 * Belongs to the generator's event loop. One connection to Redis, which answers commands in their
 * order; an answer that is an error ends it.
 */
final class RedisConnection extends WireConnection implements RespParser.Replies {

  /**
   * The driver's side of a connection, called on the event loop; arrays are valid during a call.
   */
  interface Listener {
    /** A string of the reply that is being read. */
    default void onString(byte[] array, int from, int length) {}

    void onReply(RedisConnection connection);

    void onFailure(Throwable cause);
  }

  private final RedisAddress address;
  private final Listener listener;
  private final RespParser parser = new RespParser();
  private final CompletableFuture<RedisConnection> greeted = new CompletableFuture<>();
  private int greetings;

  private RedisConnection(RedisAddress address, Listener listener) {
    this.address = address;
    this.listener = listener;
    this.greetings = address.greeting().size();
  }

  /** Connects; done when Redis has accepted the greeting. */
  static CompletableFuture<RedisConnection> open(
      Generator generator, RedisAddress address, Listener listener) {
    RedisConnection connection = new RedisConnection(address, listener);
    return generator.open(address.endpoint(), connection).thenCompose(opened -> connection.greeted);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    send(Commands.pipeline(address.greeting()));
  }

  @Override
  protected void read(ByteBuf in) {
    parser.read(in, this);
  }

  @Override
  public void string(byte[] array, int from, int length) {
    if (greetings == 0) {
      listener.onString(array, from, length);
    }
  }

  @Override
  public void replyEnd() {
    if (greetings == 0) {
      listener.onReply(this);
    } else if (--greetings == 0) {
      greeted.complete(this);
    }
  }

  @Override
  protected void failed(Throwable cause) {
    greeted.completeExceptionally(cause);
    listener.onFailure(cause);
  }
}
