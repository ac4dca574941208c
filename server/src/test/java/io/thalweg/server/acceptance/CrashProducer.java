package io.thalweg.server.acceptance;

import io.thalweg.core.history.History;
import io.thalweg.core.history.Publish;
import io.thalweg.server.testing.NumberedEvent;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * Publishes one event after the other, each until it is acknowledged. Each acknowledgement counts,
 * whenever it came: who gave it had stored the event.
 */
final class CrashProducer {
  private static final long RETRY_NANOS = 20_000_000;

  private final int number;
  private final List<TestClient> nodes;
  private final String stream;
  private final History history;
  private final long betweenNanos;
  private final List<String> wrongAnswers = new ArrayList<>();
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private final Thread thread = new Thread(this::run);
  private volatile int repeats;
  private volatile int retries;
  private volatile boolean finishing;

  /**
   * @param number tells it from other producers
   */
  CrashProducer(int number, List<TestClient> nodes, String stream, History history) {
    this(number, nodes, stream, history, 0);
  }

  /**
   * @param number tells it from other producers
   * @param nodes which it tries in turn
   * @param betweenNanos what it waits after each event
   */
  CrashProducer(
      int number, List<TestClient> nodes, String stream, History history, long betweenNanos) {
    this.number = number;
    this.nodes = nodes;
    this.stream = stream;
    this.history = history;
    this.betweenNanos = betweenNanos;
  }

  void start() {
    thread.start();
  }

  /** Ends it without waiting for what it does. */
  void abandon() {
    finishing = true;
    thread.interrupt();
  }

  void finish() {
    finishing = true;
    end.join();
  }

  /**
   * Answers that are neither a success nor a refusal that says when to try again; to be asked when
   * it has finished.
   */
  List<String> wrongAnswers() {
    return wrongAnswers;
  }

  /** How many events turned out to be stored when they were sent again. */
  int repeats() {
    return repeats;
  }

  /** How often it had to send an event again. */
  int retries() {
    return retries;
  }

  private void run() {
    try {
      for (int seq = 0; !finishing; seq++) {
        history.add(publish(new NumberedEvent(number, seq)));
        LockSupport.parkNanos(betweenNanos);
      }
      end.complete(null);
    } catch (RuntimeException | Error failed) {
      end.completeExceptionally(failed);
    }
  }

  private Publish publish(NumberedEvent event) {
    long begun = history.now();
    for (int tries = 1; ; tries++) {
      JsonObject answer = tryOnce(node(event.seq() + tries), event);
      if (answer != null) {
        repeats += answer.getBoolean("duplicate", false) ? 1 : 0;
        return event.acknowledged(answer, begun, history.now()).withTries(tries);
      }
      retries++;
      LockSupport.parkNanos(RETRY_NANOS);
    }
  }

  private TestClient node(long turn) {
    return nodes.get((int) ((number + turn) % nodes.size()));
  }

  private JsonObject tryOnce(TestClient node, NumberedEvent event) {
    try {
      HttpResponse<String> response = node.call("POST", stream + "/publish", event.json());
      if (response.statusCode() == 200) {
        return new JsonObject(response.body());
      }
      if (response.statusCode() != 503 || response.headers().firstValue("retry-after").isEmpty()) {
        wrongAnswers.add(response + " " + response.headers().map() + " " + response.body());
      }
      return null;
    } catch (UncheckedIOException killedOrSilent) {
      return null;
    }
  }
}
