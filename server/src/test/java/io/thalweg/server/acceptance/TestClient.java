package io.thalweg.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Speaks HTTP and WebSocket with a server. Thread-safe. */
final class TestClient {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI server;
  private final Duration patience;

  TestClient(URI server) {
    this(server, PATIENCE);
  }

  /**
   * @param patience how long to wait for an answer
   */
  TestClient(URI server, Duration patience) {
    this.server = server;
    this.patience = patience;
  }

  int port() {
    return server.getPort();
  }

  JsonObject get(String target) {
    return expect(200, call("GET", target, ""));
  }

  JsonObject post(String target, String body) {
    return expect(200, call("POST", target, body));
  }

  JsonObject delete(String target) {
    return expect(200, call("DELETE", target, ""));
  }

  HttpResponse<String> call(String method, String target, String body) {
    return send(request(method, target, body));
  }

  HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  HttpRequest request(String method, String target, String body) {
    return HttpRequest.newBuilder(server.resolve(target))
        .timeout(patience)
        .header("Content-Type", "application/json")
        .method(method, BodyPublishers.ofString(body))
        .build();
  }

  static JsonObject expect(int status, HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return new JsonObject(response.body());
  }

  /** Opens a WebSocket; each frame is one event. */
  EventSocket socket(String target) {
    return EventSocket.open(server.getPort(), target);
  }
}
