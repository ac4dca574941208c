package io.thalweg.server.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.server.testing.ApiDescription;
import io.vertx.core.Promise;
import io.vertx.core.http.WebSocket;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * A WebSocket that remembers what it was sent, and holds what it is told beside events to {@link
 * ApiDescription}; may be asked from any thread.
 */
final class TestSocket {
  final WebSocket socket;
  private final List<String> texts = new ArrayList<>();
  private final String controls;
  private AssertionError undescribed;
  private int received;
  private final Promise<Void> closed = Promise.promise();

  /**
   * @param controls the schema of what it is told beside events
   */
  TestSocket(WebSocket socket, String controls) {
    this.socket = socket;
    this.controls = controls;
    socket.textMessageHandler(this::received);
    socket.closeHandler(gone -> closed.tryComplete());
  }

  private synchronized void received(String text) {
    received++;
    texts.add(text);
    if (text.startsWith("{\"control\"")) {
      check(text);
    }
  }

  private void check(String text) {
    try {
      ApiDescription.SERVED.checkText(controls, text);
    } catch (AssertionError found) {
      undescribed = found;
    }
  }

  synchronized List<String> texts() {
    if (undescribed != null) {
      throw undescribed;
    }
    return List.copyOf(texts);
  }

  synchronized int count() {
    return texts.size();
  }

  synchronized String text(int i) {
    return texts.get(i);
  }

  /** Waits for so many messages and returns all. */
  List<String> await(int count) {
    PushServer.await(count + " messages, not " + count(), () -> count() >= count);
    return texts();
  }

  /** Waits until so many messages have come in all, and keeps none of them. */
  void awaitAndForget(int count) {
    PushServer.await(
        count + " messages",
        () -> {
          synchronized (this) {
            texts.clear();
            return received >= count;
          }
        });
  }

  /** Waits for so many events and returns their offsets. */
  List<Long> awaitOffsets(int count) {
    return await(count).stream().map(text -> new JsonObject(text).getLong("offset")).toList();
  }

  /** Waits until the server has closed it with this code; returns the reason. */
  String awaitClose(int code) {
    PushServer.await("the close", () -> closed.future().isComplete());
    assertThat(socket.closeStatusCode()).isEqualTo((short) code);
    return socket.closeReason();
  }

  boolean isClosed() {
    return closed.future().isComplete();
  }
}
