package io.thalweg.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.server.testing.Answer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class CloudEventsTest extends GatewayTest {
  private static final String STRUCTURED = "application/cloudevents+json";
  private static final String BATCH = "application/cloudevents-batch+json";
  private static final String EVENT =
      "{\"specversion\":\"1.0\",\"type\":\"com.example.order\",\"source\":\"/shop\",\"id\":\"A-1\","
          + "\"time\":\"2026-01-31T12:00:00Z\",\"partitionkey\":\"user-1\",\"retries\":3,\"vip\":true,"
          + "\"subject\":null,\"data\":{ \"total\" : 1.0 }}";

  @Test
  void storesStructuredEvents() {
    String stream = newStream("{\"partitions\":4}");

    Answer answer = send(stream, STRUCTURED + "; charset=UTF-8", EVENT).expect(200);

    JsonObject stored = only(stream);
    assertThat(answer.json().getInteger("partition")).isEqualTo(stored.getInteger("partition"));
    assertThat(stored.getString("event")).isEqualTo("com.example.order");
    assertThat(stored.getString("partition_key")).isEqualTo("user-1");
    assertThat(stored.getString("id")).isEqualTo("/shop#A-1");
    assertThat(client.get(stream + "/consume/c").body()).contains("\"data\":{ \"total\" : 1.0 },");
    assertThat(stored.getJsonObject("headers").getMap())
        .containsEntry("ce-specversion", "1.0")
        .containsEntry("ce-source", "/shop")
        .containsEntry("ce-id", "A-1")
        .containsEntry("ce-time", "2026-01-31T12:00:00Z")
        .containsEntry("ce-retries", "3")
        .containsEntry("ce-vip", "true")
        .hasSize(6);
  }

  @Test
  void tellsEventsApartBySourceAndId() {
    String stream = newStream();
    send(stream, STRUCTURED, EVENT).expect(200);

    Answer again = send(stream, STRUCTURED, EVENT).expect(200);
    Answer other = send(stream, STRUCTURED, EVENT.replace("/shop", "/bar")).expect(200);

    assertThat(again.json().getBoolean("duplicate")).isTrue();
    assertThat(other.json().containsKey("duplicate")).isFalse();
  }

  @Test
  void storesBatches() {
    String stream = newStream();

    Answer answer =
        send(stream, BATCH, "[" + EVENT + "," + EVENT.replace("A-1", "A-2") + "]").expect(200);

    assertThat(answer.json().getInteger("count")).isEqualTo(2);
    send(stream, BATCH, "[" + EVENT + "," + EVENT.replace("\"1.0\"", "\"0.3\"") + "]")
        .expectInvalid("events[1].specversion");
    send(stream, BATCH, "[]").expectInvalid("body");
  }

  @Test
  void storesBinaryEvents() {
    String stream = newStream();

    binary(stream, "application/json", "{ \"total\":1.0}", "ce-subject", "%C3%BC").expect(200);

    JsonObject stored = only(stream);
    assertThat(stored.getString("event")).isEqualTo("com.example.order");
    assertThat(stored.getJsonObject("headers").getMap())
        .containsEntry("ce-datacontenttype", "application/json")
        .containsEntry("ce-subject", "ü");
    assertThat(client.get(stream + "/consume/c").body()).contains("\"data\":{ \"total\":1.0},");
  }

  @Test
  void keepsDataThatIsNoJson() {
    String stream = newStream();

    binary(stream, "application/octet-stream", "\u0001", "ce-subject", "s").expect(200);

    JsonObject stored = only(stream);
    assertThat(stored.getString("data")).isEqualTo("AQ==");
    assertThat(stored.getJsonObject("headers").getString("ce-data_base64")).isEqualTo("true");
  }

  @Test
  void leavesTheCharsetToDataThatIsNoJson() {
    String stream = newStream();

    binary(stream, "text/plain; charset=iso-8859-1", "a", "ce-subject", "s").expect(200);

    assertThat(only(stream).getString("data")).isEqualTo("YQ==");
  }

  @Test
  void refusesWhatIsNoCloudEvent() {
    String stream = newStream();
    String[][] refused = {
      {EVENT.replace("\"type\"", "\"typo\""), "type"},
      {EVENT.replace("\"com.example.order\"", "\"\""), "type"},
      {EVENT.replace("\"source\"", "\"sauce\""), "source"},
      {EVENT.replace("\"A-1\"", "null"), "id"},
      {EVENT.replace("\"retries\":3", "\"retries\":1.5"), "retries"},
      {EVENT.replace("\"retries\":3", "\"retries\":{}"), "retries"},
      {EVENT.replace("retries", "re-tries"), "re-tries"},
      {EVENT.replace("retries", "data_base64"), "data_base64"},
      {EVENT.replace("\"retries\":3", "\"data_base64\":\"AQ==\""), "data"},
      {EVENT.replace("\"vip\"", "\"id\""), "id"},
      {EVENT + "x", "body"},
      {"[]", "body"},
    };
    for (String[] each : refused) {
      send(stream, STRUCTURED, each[0]).expectInvalid(each[1]);
    }
    binary(stream, "application/json", "{", "ce-subject", "s").expectInvalid("data");
    binary(stream, "application/json; charset=utf-16", "{}", "ce-subject", "s")
        .expectProblem(415, "unsupported-charset");
    binary(stream, "application/json", "{}", "ce-subject", "%ZZ").expectInvalid("ce-subject");
    client
        .send("POST", stream + "/publish", STRUCTURED, EVENT, "Idempotency-Key", "k")
        .expectInvalid("Idempotency-Key");
    assertThat(client.get(stream + "/info").json().getInteger("message_count")).isZero();
  }

  private static Answer send(String stream, String type, String body) {
    return client.send("POST", stream + "/publish", type, body);
  }

  private static Answer binary(String stream, String type, String body, String name, String value) {
    return client.send(
        "POST",
        stream + "/publish",
        type,
        body,
        "ce-specversion",
        "1.0",
        "ce-type",
        "com.example.order",
        "ce-source",
        "/shop",
        "ce-id",
        "A-1",
        name,
        value);
  }

  private static JsonObject only(String stream) {
    return client.get(stream + "/consume/c").expect(200).events().getJsonObject(0);
  }
}
