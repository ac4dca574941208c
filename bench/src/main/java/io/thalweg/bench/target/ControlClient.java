package io.thalweg.bench.target;

import io.thalweg.bench.net.Endpoint;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * What has to be asked of a server around a measurement, never during one. Blocks; every answer
 * must be a success.
 */
public final class ControlClient {

  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private final Endpoint endpoint;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  public ControlClient(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  public void createStream(String stream, int partitions) {
    call("POST", "/stream/" + stream, "{\"partitions\":" + partitions + "}");
  }

  public void deleteStream(String stream) {
    call("DELETE", "/stream/" + stream, "");
  }

  public void createGroup(String stream, String group) {
    call("POST", "/stream/" + stream + "/group/" + group, "");
  }

  /** The offset that the stream's next event will get. */
  public long nextOffset(String stream) {
    return number("next_offset", call("GET", "/stream/" + stream + "/info", ""));
  }

  /** How many events of the stream the group has not committed. */
  public long groupLag(String stream, String group) {
    return number("lag", call("GET", "/stream/" + stream + "/group/" + group, ""));
  }

  private static long number(String member, String answer) {
    Long number = new JsonObject(answer).getLong(member);
    if (number == null) {
      throw new BenchFailure("no " + member + " in " + answer);
    }
    return number;
  }

  private String call(String method, String path, String json) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(endpoint.url() + path))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .method(
                method, json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json))
            .build();
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() / 100 != 2) {
        throw new BenchFailure(
            method + " " + path + " -> " + response.statusCode() + " " + response.body());
      }
      return response.body();
    } catch (IOException e) {
      throw new BenchFailure(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailure("interrupted in " + method + " " + path);
    }
  }
}
