package io.thalweg.server.acceptance;

import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Publishes the numbers from 0 on, each once: after any fault it asks another node how far it got.
 */
final class PipelineFeeder {
  private static final int BATCH = 1_000;
  private static final long RETRY_NANOS = 20_000_000;

  private final List<TestClient> nodes;
  private final String stream;
  private final long events;
  private final Thread thread = new Thread(this::run, "feeder");
  private volatile int reopened;

  PipelineFeeder(List<TestClient> nodes, String stream, long events) {
    this.nodes = nodes;
    this.stream = stream;
    this.events = events;
  }

  PipelineFeeder start() {
    thread.start();
    return this;
  }

  /** How often it had to ask. */
  int reopened() {
    return reopened;
  }

  void await() throws InterruptedException {
    thread.join();
  }

  private void run() {
    long next = 0;
    while (next < events) {
      TestClient client = nodes.get(reopened % nodes.size());
      try {
        JsonObject opened = client.post(stream + "/producer/feeder", "");
        long epoch = opened.getLong("epoch");
        next = opened.getLong("next_sequence");
        while (next < events) {
          publish(client, epoch, next);
          next = Math.min(events, next + BATCH);
        }
      } catch (UncheckedIOException | AssertionError fault) {
        reopened++;
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
  }

  private void publish(TestClient client, long epoch, long first) {
    String body =
        LongStream.range(first, Math.min(events, first + BATCH))
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
    TestClient.expect(200, answer);
  }
}
