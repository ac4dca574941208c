package io.thalweg.storage.redis;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.storage.redis.RedisErrors.Lost;
import io.thalweg.storage.redis.RedisErrors.Unreachable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * One connection to one server, on which requests are pipelined: they are done in the order in
 * which they were sent. A lost one is made anew by the next request, but not at once again and
 * again.
 */
final class Link {
  private static final long RECONNECT_PAUSE_MS = 200;

  private final Vertx vertx;
  private final RedisOptions options;
  private final io.vertx.redis.client.RedisOptions connectOptions;
  private final String place;
  private Future<Connected> connecting;
  private volatile Connected current;
  private long failedAtMs = -RECONNECT_PAUSE_MS;
  private Throwable lastFailure;
  private boolean closed;

  /** A connection that is up, and the server at its other end. */
  record Connected(Redis client, RedisConnection connection, ServerState server) {}

  Link(Vertx vertx, RedisOptions options, String endpoint) {
    this.vertx = vertx;
    this.options = options;
    this.place = endpoint;
    this.connectOptions = ClientSettings.of(options, endpoint);
  }

  /** The connection that there is, or a new one. Fails with {@link Unreachable}, or as checked. */
  Future<Connected> connected() {
    Connected now = current;
    return now != null ? Future.succeededFuture(now) : connect();
  }

  private synchronized Future<Connected> connect() {
    if (closed) {
      return Future.failedFuture(RedisErrors.notOpen());
    }
    if (connecting == null) {
      if (nowMs() - failedAtMs < RECONNECT_PAUSE_MS) {
        return Future.failedFuture(lastFailure);
      }
      Promise<Connected> made = Promise.promise();
      connecting = made.future();
      makeConnection().onComplete(made);
      return made.future();
    }
    return connecting;
  }

  private Future<Connected> makeConnection() {
    Redis client = Redis.createClient(vertx, connectOptions);
    return client
        .connect()
        .recover(failure -> Future.failedFuture(new Unreachable(failure.getMessage(), failure)))
        .compose(connection -> examine(client, connection))
        .timeout(options.connectTimeoutMs(), TimeUnit.MILLISECONDS)
        .recover(failure -> Future.failedFuture(unreachable(failure)))
        .onSuccess(this::up)
        .onFailure(
            failure -> {
              client.close();
              down(failure);
            });
  }

  private Future<Connected> examine(Redis client, RedisConnection connection) {
    return state(connection)
        .map(
            server -> {
              server.check(options);
              return new Connected(client, connection, server);
            });
  }

  /** Looks at the server again; gives the connection up if it will no longer do. */
  Future<ServerState> look() {
    return with(
        on ->
            await(on, state(on.connection()))
                .map(
                    server -> {
                      try {
                        server.check(options);
                      } catch (StreamException unfit) {
                        drop(on);
                        throw unfit;
                      }
                      return server;
                    }));
  }

  private Future<ServerState> state(RedisConnection connection) {
    Future<Response> info = connection.send(Request.cmd(Command.INFO));
    Future<String> fsync = setting(connection, "appendfsync");
    Future<String> noFsyncOnRewrite = setting(connection, "no-appendfsync-on-rewrite");
    return Future.join(info, fsync, noFsyncOnRewrite)
        .map(
            all ->
                ServerState.of(
                    place, info.result().toString(), fsync.result(), noFsyncOnRewrite.result()));
  }

  /** Managed servers often forbid CONFIG: then nothing better than "os" can be promised. */
  private static Future<String> setting(RedisConnection connection, String name) {
    return connection
        .send(Request.cmd(Command.CONFIG).arg("GET").arg(name))
        .map(reply -> reply.size() > 1 ? reply.get(1).toString() : "")
        .otherwise("");
  }

  private synchronized void up(Connected made) {
    if (closed) {
      made.client().close();
      return;
    }
    current = made;
    made.connection().endHandler(ended -> drop(made));
    made.connection().exceptionHandler(broken -> drop(made));
  }

  private synchronized void down(Throwable failure) {
    connecting = null;
    failedAtMs = nowMs();
    lastFailure = failure;
  }

  /** The same, unless somebody said why: a connection may also end while it is examined. */
  private static Throwable unreachable(Throwable failure) {
    boolean isKnown =
        failure instanceof StreamException
            || failure instanceof Unreachable
            || RedisErrors.word(failure) != null;
    return isKnown ? failure : new Unreachable(failure.getMessage(), failure);
  }

  /** Gives a connection up, whoever uses it. */
  void drop(Connected which) {
    synchronized (this) {
      if (current == which) {
        current = null;
        connecting = null;
      }
    }
    which.client().close();
  }

  /** Gives up the connection that there is. */
  void drop() {
    Connected now = current;
    if (now != null) {
      drop(now);
    }
  }

  Future<Response> send(Request request) {
    return with(on -> send(on, request));
  }

  Future<List<Response>> batch(List<Request> requests) {
    return with(on -> await(on, on.connection().batch(requests)));
  }

  /** Sends on this very connection: if it is gone, fails. */
  Future<Response> send(Connected on, Request request) {
    return await(on, on.connection().send(request));
  }

  private <T> Future<T> with(Function<Connected, Future<T>> step) {
    Connected now = current;
    return now != null ? step.apply(now) : connect().compose(step);
  }

  private <T> Future<T> await(Connected on, Future<T> reply) {
    return reply
        .timeout(options.replyTimeoutMs(), TimeUnit.MILLISECONDS)
        .recover(failure -> Future.failedFuture(failed(on, failure)));
  }

  private Throwable failed(Connected on, Throwable failure) {
    if (RedisErrors.word(failure) != null) {
      return failure;
    }
    String message = String.valueOf(failure.getMessage());
    if (message.equals("Redis waiting queue is full")) {
      return StreamException.of(ErrorCode.OVERLOADED, "too many requests wait for Redis");
    }
    drop(on);
    return message.equals("Connection is closed")
        ? new Unreachable("the connection was closed", failure)
        : new Lost("the connection to " + place + " was lost: " + message, failure);
  }

  /** Closes; what is under way is lost. */
  Future<Void> close() {
    Connected now;
    synchronized (this) {
      closed = true;
      now = current;
      current = null;
      connecting = null;
    }
    return now == null ? Future.succeededFuture() : now.client().close();
  }

  private static long nowMs() {
    return System.nanoTime() / 1_000_000;
  }
}
