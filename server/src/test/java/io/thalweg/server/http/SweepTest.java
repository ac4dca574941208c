package io.thalweg.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.server.testing.Answer;
import io.thalweg.server.testing.RawConnection;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every parameter and field with everything that it is not: no 5xx, no hang, no leak. */
class SweepTest extends GatewayTest {
  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "0",
          "1",
          "-1",
          "+1",
          "1.5",
          "1e3",
          "0x10",
          "99999999999999999999999999",
          "abc",
          "null",
          "true",
          "NaN",
          "\0",
          "ü€😀",
          "\u0661",
          "{}",
          "[]",
          "\"",
          "' OR 1=1",
          "../../etc",
          "a\r\nb",
          "%",
          "\uFFFF",
          "x".repeat(3000),
          "9223372036854775807",
          "-9223372036854775808");

  private static final List<String> JSON =
      List.of(
          "",
          "null",
          "true",
          "0",
          "-1",
          "1.5",
          "1e400",
          "99999999999999999999999999",
          "\"\"",
          "\"abc\"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"ü€😀\"",
          "[]",
          "{}",
          "[[[]]]",
          "NaN",
          "'a'",
          "\"" + "x".repeat(70_000) + "\"",
          "9223372036854775807",
          "-9223372036854775808");

  @ParameterizedTest
  @CsvSource({
    "/consume/c, from_offset from_time limit partition event wait generation on_gap unknown",
    "/info, unknown",
    "/stats, unknown",
    "/groups, unknown",
    "/group/none/consume, consumer limit auto_commit ack wait unknown",
  })
  void answersAnyParameter(String path, String names) {
    String stream = newStream();
    publish(stream, 1);
    for (String name : names.split(" ")) {
      for (String text : TEXTS) {
        String query = "?" + name + "=" + URLEncoder.encode(text, StandardCharsets.UTF_8);
        check(client.get(stream + path + query), query);
      }
    }
  }

  @Test
  void answersAnyParameterOfLists() {
    for (String name : List.of("prefix", "after", "limit", "unknown")) {
      for (String text : TEXTS) {
        String query = "?" + name + "=" + URLEncoder.encode(text, StandardCharsets.UTF_8);
        check(client.get("/stream/list" + query), query);
      }
    }
  }

  @Test
  void answersAnyName() {
    for (String text : TEXTS) {
      String name = URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
      for (String path : List.of("/info", "/consume/c", "/group/g", "/groups", "/stats")) {
        check(client.get("/stream/" + name + path), name);
      }
      check(client.get("/stream/s/consume/" + name), name);
      check(client.get("/stream/s/group/" + name), name);
      check(client.get("/" + name), name);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, '', partitions retention_hours retention_bytes retention_events dedup_window unknown",
    "PATCH, '', partitions retention_hours retention_bytes retention_events dedup_window unknown",
    "POST, /publish, event data partition_key id headers expected_offset unknown",
    "POST, /group/g, mode start session_timeout assignment unknown",
    "POST, /group/h/commit, consumer generation offset offsets unknown",
    "POST, /group/h/seek, to partitions force unknown",
  })
  void answersAnyField(String method, String path, String names) {
    String stream = newStream();
    client.post(stream + "/group/h").expect(201);
    for (String name : names.split(" ")) {
      for (String json : JSON) {
        String body = "{\"" + name + "\":" + json + "}";
        check(client.send(method, stream + path, "application/json", body), body);
        client.delete(stream + "/group/g");
      }
    }
    for (String json : JSON) {
      check(client.send(method, stream + path, "application/json", json), json);
    }
  }

  @Test
  void answersAnyHeaderOfAPublish() {
    String stream = newStream();
    for (String name : List.of("Idempotency-Key", "Content-Type", "ce-specversion", "Accept")) {
      for (String text :
          List.of("", " ", ";", "a", "\u00fc", "x".repeat(3000), "1.0", "%00", "text/plain")) {
        try (RawConnection connection = new RawConnection(server.port())) {
          connection.send(
              "POST "
                  + stream
                  + "/publish HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n"
                  + name
                  + ": "
                  + text
                  + "\r\n\r\n{}");
          assertThat(connection.readAnswer())
              .containsPattern("^HTTP/1.1 4\\d\\d ")
              .contains("application/problem+json");
        }
      }
    }
  }

  private static void check(Answer answer, String what) {
    assertThat(answer.status()).as(what + " gave " + answer.body()).isLessThan(500);
    assertThat(answer.body()).doesNotContain("Exception", "io.thalweg", "java.");
    if (answer.status() >= 400) {
      assertThat(answer.header("content-type")).as(what).isEqualTo("application/problem+json");
      JsonObject problem = answer.json();
      assertThat(problem.getInteger("status")).isEqualTo(answer.status());
      if (answer.status() == 400) {
        assertThat(problem.getString("field")).as(what).isNotNull();
      }
    }
  }
}
