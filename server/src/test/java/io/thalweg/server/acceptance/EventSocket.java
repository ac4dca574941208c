package io.thalweg.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A WebSocket that keeps what it was sent. */
final class EventSocket implements WebSocket.Listener {
  private static final long PATIENCE_S = 20;

  private final BlockingQueue<JsonObject> events = new LinkedBlockingQueue<>();
  private final CompletableFuture<String> closed = new CompletableFuture<>();
  private final StringBuilder text = new StringBuilder();
  private WebSocket socket;

  @Override
  public void onOpen(WebSocket opened) {
    socket = opened;
    opened.request(1);
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
    text.append(part);
    if (last) {
      events.add(new JsonObject(text.toString()));
      text.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
    closed.complete(status + " " + reason);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable failure) {
    closed.complete("error " + failure);
  }

  /** The next events; fails if they do not come. */
  List<JsonObject> take(int count) {
    List<JsonObject> taken = new ArrayList<>();
    while (taken.size() < count) {
      JsonObject event = poll();
      assertThat(event).as("event %d of %d", taken.size() + 1, count).isNotNull();
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
    socket.sendText(message, true).join();
  }

  /** The close frame's status and reason, once it comes. */
  String awaitClose() {
    return closed.orTimeout(PATIENCE_S, TimeUnit.SECONDS).join();
  }

  /** Acknowledges an event of a group. */
  void ack(long offset) {
    socket.sendText("{\"ack\":" + offset + "}", true).join();
  }

  /** Without a word to the server. */
  void close() {
    socket.abort();
  }
}
