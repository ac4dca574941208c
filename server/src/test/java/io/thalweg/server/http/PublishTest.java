package io.thalweg.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.server.testing.Answer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublishTest extends GatewayTest {

  @Test
  void storesOneEvent() {
    String stream = newStream();

    Answer answer =
        client
            .post(
                stream + "/publish", "{\"event\":\"user.signup\",\"data\":\"New user registered\"}")
            .expect(200);

    JsonObject json = answer.json();
    assertThat(json.getBoolean("success")).isTrue();
    assertThat(json.getLong("offset")).isZero();
    assertThat(json.getInteger("partition")).isZero();
    assertThat(json.getLong("timestamp")).isPositive();
    assertThat(json.containsKey("duplicate")).isFalse();
    assertThat(answer.header("thalweg-durability")).isEqualTo("memory");
    assertThat(answer.header("content-type")).isEqualTo("application/json");
  }

  @Test
  void givesTheKeyToItsPartition() {
    String stream = newStream("{\"partitions\":8}");
    String event = "{\"event\":\"e\",\"data\":1,\"partition_key\":\"user-123\"}";

    int first = client.post(stream + "/publish", event).json().getInteger("partition");
    int second = client.post(stream + "/publish", event).json().getInteger("partition");

    assertThat(first).isEqualTo(second);
  }

  @Test
  void givesBackDataAndHeadersByteForByte() {
    String stream = newStream();
    String data = "{ \"b\":1.0, \"a\":[1e400,\"\\u00e9é\\ud83d\\ude00😀\",12345678901234567890] }";
    String headers = "{\"trace\":\"a\\tb\"}";

    client
        .post(
            stream + "/publish",
            "{ \"headers\" : " + headers + ", \"data\" : " + data + " , \"event\":\"a\\u002eb\"}")
        .expect(200);

    assertThat(client.get(stream + "/consume/c").body())
        .contains("\"event\":\"a.b\",\"data\":" + data + ",\"headers\":" + headers + "}");
  }

  @Test
  void storesAnArrayWhole() {
    String stream = newStream();

    JsonObject json =
        client
            .post(
                stream + "/publish",
                "[{\"event\":\"a\",\"data\":1},{\"event\":\"b\",\"data\":2,\"id\":\"x\"}]")
            .expect(200)
            .json();

    assertThat(json.getInteger("count")).isEqualTo(2);
    assertThat(json.getInteger("first_offset")).isZero();
    assertThat(json.getInteger("last_offset")).isEqualTo(1);
    assertThat(json.getLong("timestamp")).isPositive();
    assertThat(json.getJsonArray("results").encode())
        .isEqualTo("[{\"offset\":0,\"partition\":0},{\"offset\":1,\"partition\":0}]");
  }

  @Test
  void tellsTheLowestAndTheHighestOffsetOfAnArrayThatEndsInARepeat() {
    String stream = newStream();
    String known = "{\"event\":\"a\",\"data\":1,\"id\":\"known\"}";
    client.post(stream + "/publish", known).expect(200);
    client.post(stream + "/publish", "{\"event\":\"b\",\"data\":2}").expect(200);

    JsonObject json =
        client
            .post(stream + "/publish", "[{\"event\":\"c\",\"data\":3}," + known + "]")
            .expect(200)
            .json();

    assertThat(json.getInteger("first_offset")).isZero();
    assertThat(json.getInteger("last_offset")).isEqualTo(2);
    long newest =
        client
            .get(stream + "/consume/c?from_offset=2")
            .events()
            .getJsonObject(0)
            .getLong("timestamp");
    assertThat(json.getLong("timestamp")).isEqualTo(newest);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "application/json; charset=iso-8859-1, iso-8859-1",
        "application/json;charset=\"UTF-16\", UTF-16",
        "application/x-ndjson; a=b; Charset=windows-1252, windows-1252"
      })
  void refusesAnotherCharsetThanUtf8(String type, String charset) {
    String stream = newStream();

    Answer refusal = client.send("POST", stream + "/publish", type, "{\"event\":\"a\",\"data\":1}");

    refusal.expectProblem(415, "unsupported-charset");
    assertThat(refusal.json().getString("field")).isEqualTo("Content-Type");
    assertThat(refusal.json().getString("detail")).contains("the charset " + charset);
    client.send("POST", stream + "/group/g", type, "{}").expectProblem(415, "unsupported-charset");
    assertThat(client.get(stream + "/info").json().getInteger("message_count")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json; charset=utf-8",
        "application/json;charset=\"UTF-8\"",
        "application/json; charset=us-ascii",
      })
  void takesUtf8ByAllItsNames(String type) {
    client.send("POST", newStream() + "/publish", type, "{\"event\":\"a\",\"data\":1}").expect(200);
  }

  @Test
  void storesNothingOfAnArrayWithAFault() {
    String stream = newStream();

    client
        .post(
            stream + "/publish",
            "[{\"event\":\"a\",\"data\":1},{\"event\":\"b\",\"data\":1},{\"event\":\"\",\"data\":2}]")
        .expectInvalid("events[2].event");

    assertThat(client.get(stream + "/info").json().getInteger("message_count")).isZero();
  }

  @Test
  void storesLines() {
    String stream = newStream();

    JsonObject json =
        client
            .send(
                "POST",
                stream + "/publish",
                "application/x-ndjson; charset=utf-8",
                "{\"event\":\"a\",\"data\":1}\n\n{\"event\":\"b\",\"data\":2}\r\n")
            .expect(200)
            .json();

    assertThat(json.getInteger("count")).isEqualTo(2);
  }

  @Test
  void takesWhatCurlSendsWithoutAHeader() {
    String stream = newStream();

    client
        .send(
            "POST",
            stream + "/publish",
            "application/x-www-form-urlencoded",
            "{\"event\":\"a\",\"data\":1}")
        .expect(200);
    client.send("POST", stream + "/publish", null, "{\"event\":\"a\",\"data\":1}").expect(200);
  }

  @Test
  void refusesOtherTypes() {
    String stream = newStream();

    client
        .send("POST", stream + "/publish", "text/plain", "{\"event\":\"a\",\"data\":1}")
        .expectProblem(415, "unsupported-media-type");
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /stream/typed, text/plain",
    "PUT, /stream/typed, application/xml",
    "PATCH, {s}, application/x-ndjson",
    "DELETE, {s}, text/plain",
    "POST, {s}/group/g, text/plain",
    "POST, {s}/producer/p, text/plain",
    "POST, /transaction, text/plain"
  })
  void refusesOtherTypesWhereverABodyIsTaken(String method, String path, String type) {
    String stream = newStream();

    client
        .send(method, path.replace("{s}", stream), type, "{}")
        .expectProblem(415, "unsupported-media-type");
    client.send(method, path.replace("{s}", stream), type, "{\"x\":1}").expect(415);
    client.get("/stream/typed/info").expect(404);
    client.get(stream + "/group/g").expect(404);
    client.get(stream + "/info").expect(200);
  }

  @ParameterizedTest
  @CsvSource({"POST, /producer/p", "DELETE, /group/g", "DELETE, /group/g/member/c", "DELETE, ''"})
  void refusesABodyWhereNoneIsTaken(String method, String path) {
    String stream = newStream();
    client.post(stream + "/group/g").expect(201);
    client.post(stream + "/group/g/member/c").expect(201);

    client.send(method, stream + path, "application/json", "{\"x\":1}").expectInvalid("x");

    JsonObject group = client.get(stream + "/group/g").expect(200).json();
    assertThat(group.getJsonArray("members")).hasSize(1);
    client.send(method, stream + path, null, "").expect(200);
  }

  @Test
  void refusesBodiesThatAreCompressed() {
    String stream = newStream();
    String event = "{\"event\":\"a\",\"data\":1}";

    Answer refused =
        client
            .send(
                "POST", stream + "/publish", "application/json", event, "Content-Encoding", "gzip")
            .expectProblem(415, "unsupported-content-coding");

    assertThat(refused.json().getString("field")).isEqualTo("Content-Encoding");
    assertThat(refused.header("accept-encoding")).isEqualTo("identity");
    client
        .send(
            "POST", stream + "/publish", "application/json", event, "Content-Encoding", "identity")
        .expect(200);
    assertThat(client.get(stream + "/info").json().getInteger("message_count")).isOne();
  }

  @Test
  void namesTheEventThatIsTooLarge() {
    String stream = newStream();
    String large = "{\"event\":\"a\",\"data\":\"" + "x".repeat(1 << 20) + "\"}";

    Answer refused =
        client
            .post(stream + "/publish", "[{\"event\":\"a\",\"data\":1}," + large + "]")
            .expectProblem(413, "too-large");

    assertThat(refused.json().getString("field")).isEqualTo("events[1]");
    assertThat(client.get(stream + "/info").json().getInteger("message_count")).isZero();
  }

  @Test
  void storesAnIdOnce() {
    String stream = newStream();
    String event = "{\"event\":\"a\",\"data\":1,\"id\":\"order-1\"}";
    client.post(stream + "/publish", event).expect(200);
    publish(stream, 1);

    JsonObject again = client.post(stream + "/publish", event).expect(200).json();

    assertThat(again.getBoolean("duplicate")).isTrue();
    assertThat(again.getLong("offset")).isZero();
    assertThat(client.get(stream + "/info").json().getInteger("message_count")).isEqualTo(2);
  }

  @Test
  void takesTheIdFromTheHeader() {
    String stream = newStream();
    String event = "{\"event\":\"a\",\"data\":1}";
    String batch = "[" + event + "," + event + "]";

    for (int attempt = 0; attempt < 2; attempt++) {
      client.send("POST", stream + "/publish", "application/json", event, "Idempotency-Key", "k1");
      client.send("POST", stream + "/publish", "application/json", batch, "Idempotency-Key", "k2");
    }

    assertThat(client.get(stream + "/consume/c").events().stream())
        .extracting(stored -> ((JsonObject) stored).getString("id"))
        .containsExactly("k1", "k2-0", "k2-1");
  }

  @Test
  void refusesAHeaderBesideAnId() {
    String stream = newStream();

    client
        .send(
            "POST",
            stream + "/publish",
            "application/json",
            "{\"event\":\"a\",\"data\":1,\"id\":\"x\"}",
            "Idempotency-Key",
            "y")
        .expectInvalid("Idempotency-Key");
    client
        .send(
            "POST",
            stream + "/publish",
            "application/json",
            "{\"event\":\"a\",\"data\":1}",
            "Idempotency-Key",
            "k".repeat(201))
        .expectInvalid("Idempotency-Key");
  }

  @Test
  void appendsOnlyAtTheExpectedHead() {
    String stream = newStream();
    String inEvent = "{\"event\":\"a\",\"data\":1,\"expected_offset\":%d}";
    String plain = "{\"event\":\"a\",\"data\":1}";

    client.post(stream + "/publish", inEvent.formatted(0)).expect(200);
    client.post(stream + "/publish?expected_offset=1", plain).expect(200);
    Answer refused =
        client
            .post(stream + "/publish?expected_offset=1", plain)
            .expectProblem(409, "head-mismatch");

    assertThat(refused.json().getInteger("head")).isEqualTo(2);
    client.post(stream + "/publish", inEvent.formatted(7)).expectProblem(409, "head-mismatch");
    client
        .post(stream + "/publish?expected_offset=2", inEvent.formatted(2))
        .expectInvalid("expected_offset");
    client
        .post(stream + "/publish", "[" + inEvent.formatted(2) + "]")
        .expectInvalid("events[0].expected_offset");
  }

  @Test
  void needsAStream() {
    client
        .post("/stream/none/publish", "{\"event\":\"a\",\"data\":1}")
        .expectProblem(404, "stream-not-found");
  }
}
