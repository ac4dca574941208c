package io.thalweg.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.internal.http.WebSocketInternal;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A WebSocket that keeps what it was sent.
 *
 * <p>By Vert.x' client: Java's own (17 and 25) now and then garbles what a server sends right
 * behind the handshake, if that is more than 16 KiB.
 */
final class EventSocket {
  private static final long PATIENCE_S = 20;
  private static final int FRAME_BYTES_MAX = 2 << 20;
  private static final WebSocketClient CLIENT =
      Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setUseDaemonThread(true))
          .createWebSocketClient(
              new WebSocketClientOptions()
                  .setMaxConnections(1_000)
                  .setMaxFrameSize(FRAME_BYTES_MAX)
                  .setMaxMessageSize(FRAME_BYTES_MAX));

  private final BlockingQueue<JsonObject> events = new LinkedBlockingQueue<>();
  private final CompletableFuture<String> closed = new CompletableFuture<>();
  private final ClientWebSocket socket = CLIENT.webSocket();

  private EventSocket() {
    socket.textMessageHandler(text -> events.add(new JsonObject(text)));
    socket.closeHandler(
        over -> closed.complete(socket.closeStatusCode() + " " + socket.closeReason()));
    socket.exceptionHandler(failure -> closed.complete("error " + failure));
  }

  /** Opens one; fails if it is refused. */
  static EventSocket open(int port, String target) {
    EventSocket made = new EventSocket();
    WebSocketConnectOptions to =
        new WebSocketConnectOptions().setHost("127.0.0.1").setPort(port).setURI(target);
    made.socket.connect(to.setTimeout(TimeUnit.SECONDS.toMillis(PATIENCE_S))).await();
    return made;
  }

  /** The next events; fails if they do not come. */
  List<JsonObject> take(int count) {
    List<JsonObject> taken = new ArrayList<>();
    while (taken.size() < count) {
      JsonObject event = poll();
      assertThat(event)
          .as("event %d of %d, socket %s", taken.size() + 1, count, closed.getNow("open"))
          .isNotNull();
      taken.add(event);
    }
    return taken;
  }

  /** The next message of this kind, events and other kinds before it left out. */
  JsonObject awaitControl(String kind) {
    return await(kind, message -> kind.equals(message.getString("control")));
  }

  /** The next message that is wanted, those before it left out; fails if it does not come. */
  JsonObject await(String what, Predicate<JsonObject> wanted) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    JsonObject message = poll();
    while (message != null && !wanted.test(message)) {
      assertThat(System.nanoTime()).as("%s, in time", what).isLessThan(deadline);
      message = poll();
    }
    assertThat(message).as(what).isNotNull();
    return message;
  }

  private JsonObject poll() {
    try {
      return events.poll(PATIENCE_S, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  /** Says something to the server. */
  void send(String message) {
    socket.writeTextMessage(message).await();
  }

  /** The close frame's status and reason, once it comes. */
  String awaitClose() {
    return closed.orTimeout(PATIENCE_S, TimeUnit.SECONDS).join();
  }

  /** Acknowledges an event of a group. */
  void ack(long offset) {
    send("{\"ack\":" + offset + "}");
  }

  /** Without a word to the server. */
  void close() {
    ((WebSocketInternal) socket).channelHandlerContext().close();
  }
}
