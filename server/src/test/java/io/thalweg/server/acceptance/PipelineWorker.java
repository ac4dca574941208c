package io.thalweg.server.acceptance;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * One process of a pipeline, in a thread of its own: polls, transforms, and hands in what came of
 * it together with its offsets. It keeps nothing that a successor would need.
 */
final class PipelineWorker {
  private static final long RETRY_NANOS = 20_000_000;

  private final String name;
  private final TestClient client;
  private final PipelineTally tally;
  private final Thread thread;
  private volatile boolean finishing;
  private volatile long pauseNanos;

  PipelineWorker(String name, TestClient client, PipelineTally tally) {
    this.name = name;
    this.client = client;
    this.tally = tally;
    this.thread = new Thread(this::run, name);
  }

  PipelineWorker start() {
    thread.start();
    return this;
  }

  /** Ends it wherever it is; nobody hears of it. */
  void kill() {
    finishing = true;
    thread.interrupt();
  }

  /** Holds it up between polling and handing in, and lets it go on afterwards as if nothing was. */
  void pause(long millis) {
    pauseNanos = millis * 1_000_000;
  }

  void finish() throws InterruptedException {
    finishing = true;
    thread.join();
  }

  private void run() {
    boolean anew = true;
    for (int step = 0; !finishing; step++) {
      try {
        anew = !step(step, anew);
      } catch (UncheckedIOException | IllegalStateException fault) {
        anew = true;
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
  }

  /** One transaction; false if it is not known, or not true, that its events are done with. */
  private boolean step(int step, boolean anew) {
    HttpResponse<String> polled =
        client.call(
            "GET",
            PipelineIT.GROUP
                + "/consume?auto_commit=false&limit=300&wait=200ms&consumer="
                + name
                + (anew ? "&ack=0" : ""),
            "");
    if (polled.statusCode() != 200) {
      LockSupport.parkNanos(RETRY_NANOS);
      return false;
    }
    JsonObject page = new JsonObject(polled.body());
    if (page.getJsonArray("events").isEmpty()) {
      return true;
    }
    holdUp();
    return handIn(transaction(name + "-" + step, page));
  }

  private void holdUp() {
    long until = System.nanoTime() + pauseNanos;
    pauseNanos = 0;
    while (!finishing && System.nanoTime() < until) {
      LockSupport.parkNanos(until - System.nanoTime());
    }
  }

  private String transaction(String id, JsonObject page) {
    JsonArray out = new JsonArray();
    TreeMap<String, Object> offsets = new TreeMap<>();
    for (Object each : page.getJsonArray("events")) {
      JsonObject event = (JsonObject) each;
      out.add(new JsonObject().put("event", "out").put("data", event.getLong("data")));
      offsets.put(event.getInteger("partition").toString(), event.getLong("offset") + 1);
    }
    JsonObject commit =
        new JsonObject()
            .put("stream", "in")
            .put("group", "pipeline")
            .put("consumer", name)
            .put("generation", page.getLong("generation"))
            .put("offsets", new JsonObject(offsets));
    return new JsonObject()
        .put("id", id)
        .put(
            "publish",
            new JsonArray().add(new JsonObject().put("stream", "out").put("events", out)))
        .put("commit", new JsonArray().add(commit))
        .encode();
  }

  /** Asks until it is told one way or the other. */
  private boolean handIn(String transaction) {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        HttpResponse<String> answer = client.call("POST", "/transaction", transaction);
        if (answer.statusCode() < 500) {
          tally.answered(answer.statusCode(), answer.body());
          return answer.statusCode() == 200;
        }
      } catch (UncheckedIOException fault) {
        // Unknown: only the server can say.
      }
      tally.unknown();
      LockSupport.parkNanos(RETRY_NANOS);
    }
    return false;
  }
}
