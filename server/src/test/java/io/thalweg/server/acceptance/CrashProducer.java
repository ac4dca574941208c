package io.thalweg.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Publishes one event after the other, each until it is acknowledged. Notes which acknowledgements
 * it held before a fault began: only those prove anything about the fault.
 */
final class CrashProducer {
  private static final long RETRY_NANOS = 20_000_000;
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  /**
   * An event that was acknowledged.
   *
   * @param tries how often it was sent
   * @param sure whether the acknowledgement was there before the next fault began
   */
  record Sent(String id, int seq, long offset, int partition, int tries, boolean sure) {}

  private final String name;
  private final TestClient client;
  private final List<Sent> sent = new ArrayList<>();
  private final List<String> wrongAnswers = new ArrayList<>();
  private volatile int acknowledged;
  private final Thread thread = new Thread(this::run);
  private volatile boolean faulty;
  private volatile boolean finishing;

  CrashProducer(String name, TestClient client) {
    this.name = name;
    this.client = client;
  }

  /** Producers that publish already, to a new stream. */
  static List<CrashProducer> start(int count, TestClient client) {
    TestClient.expect(
        201, client.call("POST", "/stream/crash", "{\"partitions\":3,\"dedup_window\":\"1h\"}"));
    List<CrashProducer> producers =
        IntStream.range(0, count).mapToObj(i -> new CrashProducer("p" + i, client)).toList();
    producers.forEach(producer -> producer.thread.start());
    return producers;
  }

  /** Waits until each of them has had so many more acknowledgements. */
  static void awaitProgress(List<CrashProducer> producers, int events) {
    for (CrashProducer producer : producers) {
      int before = producer.acknowledged;
      long deadline = System.nanoTime() + PATIENCE_NANOS;
      while (producer.acknowledged < before + events) {
        assertThat(System.nanoTime()).as("progress of " + producer.name).isLessThan(deadline);
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  void faultBegins() {
    faulty = true;
  }

  void faultIsOver() {
    faulty = false;
  }

  void finish() {
    finishing = true;
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  String name() {
    return name;
  }

  /** In the order of sending; after {@link #finish} only. */
  List<Sent> sent() {
    return sent;
  }

  /** Answers that are neither a success nor a refusal that says when to try again. */
  List<String> wrongAnswers() {
    return wrongAnswers;
  }

  private void run() {
    for (int seq = 0; !finishing; seq++) {
      sent.add(publish(seq));
      acknowledged = sent.size();
    }
  }

  private Sent publish(int seq) {
    String id = name + "-" + seq;
    for (int tries = 1; ; tries++) {
      JsonObject answer = tryOnce(id, seq);
      boolean sure = !faulty;
      if (answer != null) {
        return new Sent(
            id, seq, answer.getLong("offset"), answer.getInteger("partition"), tries, sure);
      }
      LockSupport.parkNanos(RETRY_NANOS);
    }
  }

  private JsonObject tryOnce(String id, int seq) {
    try {
      HttpResponse<String> response = client.call("POST", "/stream/crash/publish", body(id, seq));
      if (response.statusCode() == 200) {
        return new JsonObject(response.body());
      }
      if (response.statusCode() != 503 || response.headers().firstValue("retry-after").isEmpty()) {
        wrongAnswers.add(response + " " + response.headers().map() + " " + response.body());
      }
      return null;
    } catch (UncheckedIOException killed) {
      return null;
    }
  }

  String body(String id, int seq) {
    return "{\"event\":\"crash\",\"data\":{\"seq\":"
        + seq
        + "},\"partition_key\":\""
        + name
        + "\",\"id\":\""
        + id
        + "\"}";
  }
}
