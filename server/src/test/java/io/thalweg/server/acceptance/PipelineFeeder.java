package io.thalweg.server.acceptance;

import io.thalweg.core.history.History;
import io.thalweg.core.history.Outcome;
import io.thalweg.core.history.Publish;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Publishes the numbers from 0 on, each once and no further than it is allowed to: after any fault
 * it asks another node how far it got.
 */
final class PipelineFeeder {
  private static final int BATCH = 1_000;
  private static final long RETRY_NANOS = 20_000_000;
  private static final long PAUSE_NANOS = 1_000_000;

  private final List<TestClient> nodes;
  private final String stream;
  private final long events;
  private final History history;
  private final Thread thread = new Thread(this::run, "feeder");
  private volatile long allowed;
  private volatile int reopened;
  private long next;
  private long begun;
  private int tries;

  /**
   * @param events how many there are in the end
   * @param history gets what came of each
   */
  PipelineFeeder(List<TestClient> nodes, String stream, long events, History history) {
    this.nodes = nodes;
    this.stream = stream;
    this.events = events;
    this.history = history;
  }

  PipelineFeeder start() {
    thread.start();
    return this;
  }

  /** It may go on up to this number. */
  void allow(long number) {
    allowed = Math.min(events, number);
  }

  /** How often it had to ask. */
  int reopened() {
    return reopened;
  }

  void await() throws InterruptedException {
    thread.join();
  }

  private void run() {
    while (next < events) {
      TestClient client = nodes.get(reopened % nodes.size());
      try {
        JsonObject opened = client.post(stream + "/producer/feeder", "");
        skipTo(opened.getLong("next_sequence"));
        while (next < events) {
          publishNext(client, opened.getLong("epoch"));
        }
      } catch (UncheckedIOException | AssertionError fault) {
        reopened++;
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
  }

  /** What was sent last is stored up to here after all, though nobody has said where. */
  private void skipTo(long stored) {
    for (; next < stored; next++) {
      history.add(
          Publish.ended(0, next, digest(next), begun, history.now(), Outcome.UNKNOWN)
              .withTries(tries));
      tries = next + 1 < stored ? tries : 0;
    }
  }

  private void publishNext(TestClient client, long epoch) {
    while (next >= allowed) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    begun = tries++ == 0 ? history.now() : begun;
    JsonObject answer = publish(client, epoch, next, Math.min(events, next + BATCH));
    for (Object each : answer.getJsonArray("results")) {
      JsonObject result = (JsonObject) each;
      history.add(
          Publish.acknowledged(
                  0,
                  next,
                  digest(next),
                  begun,
                  history.now(),
                  result.getLong("offset"),
                  result.getInteger("partition"))
              .withTries(tries));
      next++;
    }
    tries = 0;
  }

  private static long digest(long number) {
    return History.digest(Long.toString(number));
  }

  private JsonObject publish(TestClient client, long epoch, long first, long end) {
    String body =
        LongStream.range(first, end)
            .mapToObj(n -> "{\"event\":\"in\",\"data\":" + n + "}")
            .collect(Collectors.joining(",", "[", "]"));
    HttpRequest plain = client.request("POST", stream + "/publish", body);
    HttpRequest numbered =
        HttpRequest.newBuilder(plain, (name, value) -> true)
            .header("Thalweg-Producer", "feeder")
            .header("Thalweg-Epoch", Long.toString(epoch))
            .header("Thalweg-Sequence", Long.toString(first))
            .build();
    HttpResponse<String> answer = client.send(numbered);
    return TestClient.expect(200, answer);
  }
}
