package io.thalweg.server.acceptance;

import io.thalweg.core.history.History;
import io.thalweg.core.history.Read;
import io.thalweg.server.testing.NumberedEvent;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.concurrent.locks.LockSupport;

/** Reads a stream page by page while its server is being killed. */
final class CrashReader {
  private static final long RETRY_NANOS = 20_000_000;
  private static final String PAGE = "/consume/reader?limit=500&wait=100ms&from_offset=";

  private final TestClient client;
  private final String stream;
  private final History history;
  private final Thread thread = new Thread(this::run);
  private volatile boolean finishing;
  private long next;

  CrashReader(TestClient client, String stream, History history) {
    this.client = client;
    this.stream = stream;
    this.history = history;
  }

  void start() {
    thread.start();
  }

  void finish() {
    finishing = true;
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
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
    HttpResponse<String> response = client.call("GET", stream + PAGE + next, "");
    if (response.statusCode() == 503) {
      // Of a fault behind the server, which is alive itself.
      LockSupport.parkNanos(RETRY_NANOS);
      return;
    }
    JsonObject page = TestClient.expect(200, response);
    Read read =
        new Read(
            "reader",
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
