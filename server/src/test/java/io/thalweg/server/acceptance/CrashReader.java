package io.thalweg.server.acceptance;

import io.thalweg.core.history.History;
import io.thalweg.core.history.Read;
import io.thalweg.server.testing.NumberedEvent;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/** Reads a stream page by page while its server is being killed or paused. */
final class CrashReader {
  private static final long RETRY_NANOS = 20_000_000;

  private final String name;
  private final TestClient client;
  private final String stream;
  private final History history;
  private volatile boolean finishing;
  private CompletableFuture<Void> end;
  private long next;
  private int refusals;

  CrashReader(String name, TestClient client, String stream, History history) {
    this.name = name;
    this.client = client;
    this.stream = stream;
    this.history = history;
  }

  void start() {
    end = CompletableFuture.runAsync(this::run, task -> new Thread(task).start());
  }

  void finish() {
    finishing = true;
    end.join();
  }

  /** How often it was told to try again; to be asked when it has finished. */
  int refusals() {
    return refusals;
  }

  private void run() {
    while (!finishing) {
      try {
        read();
      } catch (UncheckedIOException killed) {
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
  }

  private void read() {
    long begun = history.now();
    String target = "/consume/" + name + "?limit=500&wait=100ms&from_offset=" + next;
    HttpResponse<String> response = client.call("GET", stream + target, "");
    if (response.statusCode() == 503) {
      // Of a fault behind the server, which is alive itself.
      refusals++;
      LockSupport.parkNanos(RETRY_NANOS);
      return;
    }
    JsonObject page = TestClient.expect(200, response);
    Read read =
        new Read(
            name,
            begun,
            history.now(),
            next,
            page.getLong("next_offset"),
            page.getLong("head"),
            NumberedEvent.stored(page.getJsonArray("events")));
    history.add(read);
    next = read.next();
  }
}
