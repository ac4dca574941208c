package io.thalweg.storage.redis;

import io.thalweg.storage.redis.RedisErrors.Lost;
import io.thalweg.storage.redis.RedisErrors.Unreachable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * A connection on which what comes is kept as it is: the client library makes some twenty objects
 * of an event, and spends more time on that than all else on the way of a page, or of many events
 * that are stored.
 *
 * <p>It only does what goes well: of a server that cannot be reached, or that answers with an
 * error, the library's connections find out what is to be done.
 */
final class RawLink {
  private static final long RECONNECT_PAUSE_MS = 200;
  private static final int FIRST_PAGE_BYTES = 4 << 10;
  private static final int HINT_BYTES_MAX = 1 << 20;

  private final Vertx vertx;
  private final RedisOptions options;
  private final String endpoint;
  private final NetClient client;
  private Connection current;
  private boolean connecting;
  private boolean closed;
  private long failedAtMs = nowMs() - RECONNECT_PAUSE_MS;

  /**
   * Requests on their way over one socket, and what came of the first one's replies. Whoever gives
   * it up, its requests end on the context of whoever made it.
   */
  static final class Connection {
    private final NetSocket socket;
    private final Context context;
    private final ArrayDeque<Asked> asked = new ArrayDeque<>();
    private RespFrame frame;
    private int bytesHint = FIRST_PAGE_BYTES;
    private boolean gone;
    private volatile String run;

    private record Asked(int replies, Promise<RespFrame> answer) {}

    Connection(NetSocket socket, Context context) {
      this.socket = socket;
      this.context = context;
      socket.handler(this::take);
      socket.closeHandler(closed -> fail(new Lost("the connection was closed", null)));
      socket.exceptionHandler(broken -> fail(new Lost(broken.getMessage(), broken)));
    }

    /** The server's process at the other end. */
    String run() {
      return run;
    }

    private Future<RespFrame> ask(RespCommands request) {
      Promise<RespFrame> answer = Promise.promise();
      synchronized (this) {
        if (gone) {
          return Future.failedFuture(new Unreachable("the connection is closed", null));
        }
        asked.add(new Asked(request.count(), answer));
        socket.write(request.bytes());
      }
      return answer.future();
    }

    private void take(Buffer chunk) {
      int from = 0;
      while (from < chunk.length()) {
        Asked first;
        synchronized (this) {
          first = asked.peek();
        }
        if (first == null) {
          socket.close();
          return;
        }
        if (frame == null) {
          frame = new RespFrame(first.replies, Math.max(bytesHint, chunk.length() - from));
        }
        from += frame.add(chunk, from);
        if (frame.isWhole()) {
          RespFrame whole = frame;
          frame = null;
          bytesHint = Math.min(HINT_BYTES_MAX, whole.length() + (whole.length() >> 3));
          synchronized (this) {
            asked.remove();
          }
          first.answer.complete(whole);
        }
      }
    }

    private void fail(Throwable reason) {
      List<Asked> left;
      synchronized (this) {
        gone = true;
        left = new ArrayList<>(asked);
        asked.clear();
      }
      socket.close();
      context.runOnContext(here -> left.forEach(each -> each.answer.tryFail(reason)));
    }
  }

  RawLink(Vertx vertx, RedisOptions options, String endpoint) {
    this.vertx = vertx;
    this.options = options;
    this.endpoint = endpoint;
    this.client = vertx.createNetClient(ClientSettings.net(options));
  }

  /**
   * Sends requests. Fails with {@link Unreachable} if nothing was asked, with {@link Lost} if the
   * answer did not come.
   */
  Future<RespFrame> ask(RespCommands request) {
    Connection on = connection();
    return on == null
        ? Future.failedFuture(new Unreachable("no connection yet", null))
        : ask(on, request);
  }

  /** The connection that there is; null if there is none, and then one is being made. */
  synchronized Connection connection() {
    if (current == null) {
      connect();
    }
    return current;
  }

  /** Sends requests on this very connection: if it is gone, fails with {@link Unreachable}. */
  Future<RespFrame> ask(Connection on, RespCommands request) {
    long timer = vertx.setTimer(options.replyTimeoutMs(), late -> drop(on));
    return on.ask(request)
        .onComplete(
            answered -> {
              vertx.cancelTimer(timer);
              if (answered.failed()) {
                drop(on);
              }
            });
  }

  private void connect() {
    if (connecting || closed || nowMs() - failedAtMs < RECONNECT_PAUSE_MS) {
      return;
    }
    connecting = true;
    int colon = endpoint.lastIndexOf(':');
    client
        .connect(Integer.parseInt(endpoint.substring(colon + 1)), endpoint.substring(0, colon))
        .map(socket -> new Connection(socket, Vertx.currentContext()))
        .compose(made -> greet(made).map(made).onFailure(made::fail))
        .onComplete(this::connected);
  }

  private synchronized void connected(Connection made, Throwable failure) {
    connecting = false;
    if (failure != null) {
      failedAtMs = nowMs();
    } else if (closed) {
      made.socket.close();
    } else {
      current = made;
    }
  }

  /** Logs in, and looks whether the server is one to read from. */
  private Future<Void> greet(Connection made) {
    RespCommands commands = login();
    return ask(made, commands)
        .map(
            replies -> {
              if (replies.hasError()) {
                throw new Unreachable("the server refused the connection", null);
              }
              RespCursor reply = replies.cursor();
              reply.skip(commands.count() - 1);
              ServerState server = ServerState.of(endpoint, reply.text(), "", "");
              server.check(options);
              made.run = server.run();
              return null;
            });
  }

  private RespCommands login() {
    RespCommands commands = new RespCommands(64);
    URI uri = URI.create(options.uri());
    String[] user = uri.getUserInfo() == null ? new String[] {""} : uri.getUserInfo().split(":", 2);
    String password = options.password();
    if (password == null && user.length > 1) {
      password = user[1];
    }
    if (password != null) {
      commands.add(
          user[0].isEmpty() ? List.of("AUTH", password) : List.of("AUTH", user[0], password));
    }
    String database = uri.getPath().replace("/", "");
    if (!database.isEmpty() && endpoint.equals(options.seed())) {
      commands.add("SELECT", database);
    }
    return commands.add("INFO");
  }

  /** Gives a connection up; what is under way on it is lost. */
  void drop(Connection which) {
    synchronized (this) {
      if (current == which) {
        current = null;
      }
    }
    which.fail(new Lost("the connection was given up", null));
  }

  /** Gives up the connection that there is. */
  void drop() {
    Connection now;
    synchronized (this) {
      now = current;
    }
    if (now != null) {
      drop(now);
    }
  }

  Future<Void> close() {
    synchronized (this) {
      closed = true;
    }
    drop();
    return client.close();
  }

  private static long nowMs() {
    return System.nanoTime() / 1_000_000;
  }
}
