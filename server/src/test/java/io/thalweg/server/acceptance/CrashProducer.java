package io.thalweg.server.acceptance;

import io.thalweg.core.history.History;
import io.thalweg.core.history.Outcome;
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
 * Publishes one event after the other, each until it is acknowledged: to each of the nodes in turn,
 * and to the next one if there is no success. Only an acknowledgement that it held before a fault
 * began proves anything about the fault.
 */
final class CrashProducer {
  private static final long RETRY_NANOS = 20_000_000;

  private final int number;
  private final List<TestClient> nodes;
  private final String stream;
  private final History history;
  private final List<String> wrongAnswers = new ArrayList<>();
  private CompletableFuture<Void> end;
  private volatile int repeats;
  private volatile boolean faulty;
  private volatile boolean finishing;

  /**
   * @param number tells it from other producers
   */
  CrashProducer(int number, List<TestClient> nodes, String stream, History history) {
    this.number = number;
    this.nodes = nodes;
    this.stream = stream;
    this.history = history;
  }

  void start() {
    end = CompletableFuture.runAsync(this::run, task -> new Thread(task).start());
  }

  void faultBegins() {
    faulty = true;
  }

  void faultIsOver() {
    faulty = false;
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

  private void run() {
    for (int seq = 0; !finishing; seq++) {
      history.add(publish(new NumberedEvent(number, seq)));
    }
  }

  private Publish publish(NumberedEvent event) {
    long begun = history.now();
    for (int tries = 1; ; tries++) {
      JsonObject answer = tryOnce(event, node(event.seq() + tries));
      boolean sure = !faulty;
      if (answer != null) {
        repeats += answer.getBoolean("duplicate", false) ? 1 : 0;
        Publish publish =
            sure
                ? event.acknowledged(answer, begun, history.now())
                : Publish.ended(
                    number, event.seq(), event.digest(), begun, history.now(), Outcome.UNKNOWN);
        return publish.withTries(tries);
      }
      LockSupport.parkNanos(RETRY_NANOS);
    }
  }

  private TestClient node(long turn) {
    return nodes.get((int) ((number + turn) % nodes.size()));
  }

  private JsonObject tryOnce(NumberedEvent event, TestClient client) {
    try {
      HttpResponse<String> response = client.call("POST", stream + "/publish", event.json());
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
