package io.thalweg.server.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Speaks HTTP with a {@link TestServer}, one call after the other, and holds every answer to {@link
 * ApiDescription}.
 */
public final class TestClient {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final String JSON = "application/json";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String base;

  TestClient(int port) {
    this.base = "http://127.0.0.1:" + port;
  }

  public Answer get(String path) {
    return send(request(path).GET(), null);
  }

  /** A call whose answer takes its time. */
  public CompletableFuture<Answer> getLater(String path) {
    HttpRequest request = request(path).GET().build();
    return http.sendAsync(request, utf8()).thenApply(got -> answer(request, null, got));
  }

  public Answer head(String path) {
    return send(request(path).method("HEAD", HttpRequest.BodyPublishers.noBody()), null);
  }

  public Answer delete(String path) {
    return send(request(path).DELETE(), null);
  }

  /** Without a body. */
  public Answer post(String path) {
    return send(request(path).POST(HttpRequest.BodyPublishers.noBody()), null);
  }

  public Answer post(String path, String json) {
    return send("POST", path, JSON, json);
  }

  public Answer put(String path, String json) {
    return send("PUT", path, JSON, json);
  }

  public Answer patch(String path, String json) {
    return send("PATCH", path, JSON, json);
  }

  /**
   * Any call.
   *
   * @param headers names and values by turns
   */
  public Answer send(
      String method, String path, String contentType, String body, String... headers) {
    return send(method, path, contentType, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  /** Any call with any bytes. */
  public Answer send(
      String method, String path, String contentType, byte[] body, String... headers) {
    HttpRequest.Builder request =
        request(path).method(method, HttpRequest.BodyPublishers.ofByteArray(body));
    if (contentType != null) {
      request.header("Content-Type", contentType);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request, new String(body, StandardCharsets.UTF_8));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path)).timeout(DEADLINE);
  }

  private Answer send(HttpRequest.Builder builder, String body) {
    HttpRequest request = builder.build();
    try {
      return answer(request, body, http.send(request, utf8()));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }

  private static HttpResponse.BodyHandler<String> utf8() {
    return HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8);
  }

  private static Answer answer(HttpRequest request, String sent, HttpResponse<String> response) {
    Answer answer = new Answer(response.statusCode(), response.headers(), response.body());
    ApiDescription.SERVED.check(request, sent, answer);
    return answer;
  }
}
