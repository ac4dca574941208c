package io.thalweg.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpHeaders;

/** What the server answered. */
public record Answer(int status, HttpHeaders headers, String body) {
  /** Fails unless the status is this. */
  public Answer expect(int expected) {
    assertThat(status).as("status of %s", body).isEqualTo(expected);
    return this;
  }

  /** Fails unless this is a problem document of this status and type. */
  public Answer expectProblem(int expectedStatus, String type) {
    expect(expectedStatus);
    assertThat(header("content-type")).isEqualTo("application/problem+json");
    JsonObject problem = json();
    assertThat(problem.getString("type")).isEqualTo("/problems/" + type);
    assertThat(problem.getInteger("status")).isEqualTo(expectedStatus);
    assertThat(problem.getString("title")).isNotBlank();
    assertThat(problem.getString("detail")).isNotBlank();
    return this;
  }

  /** Fails unless this is a problem that names this field. */
  public Answer expectInvalid(String field) {
    expectProblem(400, "invalid-request");
    assertThat(json().getString("field")).as("field of %s", body).isEqualTo(field);
    return this;
  }

  public JsonObject json() {
    return Buffer.buffer(body).toJsonObject();
  }

  public JsonArray events() {
    return json().getJsonArray("events");
  }

  /** The header's value, or null. */
  public String header(String name) {
    return headers.firstValue(name).orElse(null);
  }
}
