package io.thalweg.server.http;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.server.testing.Answer;
import io.thalweg.server.testing.RawConnection;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
    "/group/none/consume, consumer limit auto_commit ack wait lease unknown",
    "/group/h/consume, consumer limit auto_commit ack wait lease unknown",
    "/group/q/consume, consumer limit auto_commit ack wait lease unknown",
  })
  void answersAnyParameter(String path, String names) {
    String stream = newStreamWithGroups();
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
      check(client.post("/stream/s/producer/" + name), name);
      check(client.post("/stream/s/group/g/member/" + name), name);
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
    "POST, /group/g, mode=\"shared\" lease max_deliveries backoff backoff_max max_in_flight order"
        + " dead_letter unknown",
    "POST, /group/h/commit, consumer generation offset offsets unknown",
    "POST, /group/h/commit, consumer=\"c\" generation=1 offset=0 unknown",
    "POST, /group/h/commit, consumer=\"c\" generation=1 offsets={\"0\":0} unknown",
    "POST, /group/h/seek, to partitions force dry_run unknown",
    "POST, /group/h/seek, to=0 partitions=[0] force=false dry_run=true unknown",
    "POST, /group/h/pause, partitions unknown",
    "POST, /group/h/resume, partitions unknown",
    "POST, /group/h/copy, to unknown",
    "POST, /group/h/member/c, unknown",
    "POST, /group/h/member/c/heartbeat, unknown",
    "POST, /group/q/seek, to=0 partitions force=true dry_run=true unknown",
    "POST, /group/q/pause, partitions unknown",
    "POST, /group/q/resume, partitions unknown",
    "POST, /group/q/ack, token=1 offsets=[0] unknown",
    "POST, /group/q/nack, token=1 offsets=[0] delay=\"1s\" reason=\"busy\" unknown",
    "POST, /group/q/extend, token=1 offsets=[0] lease=\"1s\" unknown",
    "POST, /group/q/replay-dead, from=0 to=1 limit=1 unknown",
    "POST, /producer/p, unknown",
  })
  void answersAnyField(String method, String path, String fields) {
    String stream = newStreamWithGroups();
    for (String body : bodies(fields)) {
      check(client.send(method, stream + path, "application/json", body), body);
      client.delete(stream + "/group/g");
    }
    for (String json : JSON) {
      check(client.send(method, stream + path, "application/json", json), json);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "%s | id=\"t\" publish commit unknown",
        "{\"publish\":[%s]} | stream=\"none\" events=[{\"event\":\"e\",\"data\":1}] expected_offset unknown",
        "{\"publish\":[{\"stream\":\"none\",\"events\":[%s]}]} | event=\"e\" data=1 partition_key id headers unknown",
        "{\"commit\":[%s]} | stream=\"none\" group=\"h\" consumer=\"c\" generation=1 offset=0 unknown",
        "{\"commit\":[%s]} | stream=\"none\" group=\"h\" consumer=\"c\" generation=1 offsets={\"0\":0} unknown",
      })
  void answersAnyFieldOfATransaction(String transaction, String fields) {
    String stream = newStreamWithGroups().substring("/stream/".length());
    for (String part : bodies(fields)) {
      String body = transaction.replace("%s", part.replace("\"none\"", '"' + stream + '"'));
      check(client.post("/transaction", body), body);
    }
    for (String json : JSON) {
      String body = transaction.replace("%s", json);
      check(client.post("/transaction", body), body);
    }
  }

  /** Each field with everything that it is not, beside the others that have a right value. */
  private static List<String> bodies(String fields) {
    List<String> bodies = new ArrayList<>();
    for (String field : fields.split(" ")) {
      String name = field.split("=")[0];
      String others =
          Stream.of(fields.split(" "))
              .filter(other -> other.contains("=") && !other.equals(field))
              .map(other -> '"' + other.replaceFirst("=", "\":") + ',')
              .collect(joining());
      JSON.forEach(json -> bodies.add("{" + others + '"' + name + "\":" + json + "}"));
    }
    return bodies;
  }

  /** With a group {@code h} of members and a shared one {@code q}. */
  private static String newStreamWithGroups() {
    String stream = newStream();
    client.post(stream + "/group/h").expect(201);
    client.post(stream + "/group/q", "{\"mode\":\"shared\"}").expect(201);
    return stream;
  }

  @Test
  void answersAnyHeaderOfAProducer() {
    String stream = newStream();
    Map<String, String> right =
        Map.of("Thalweg-Producer", "p", "Thalweg-Epoch", "0", "Thalweg-Sequence", "0");
    for (String swept : right.keySet()) {
      for (String text : TEXTS) {
        if (text.chars().allMatch(c -> c >= ' ' && c <= '~')) {
          Map<String, String> headers = new HashMap<>(right);
          headers.put(swept, text);
          String[] all =
              headers.entrySet().stream()
                  .flatMap(header -> Stream.of(header.getKey(), header.getValue()))
                  .toArray(String[]::new);
          check(
              client.send(
                  "POST",
                  stream + "/publish",
                  "application/json",
                  "{\"event\":\"e\",\"data\":1}",
                  all),
              swept + ": " + text);
        }
      }
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
