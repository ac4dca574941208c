package io.thalweg.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.server.testing.Answer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** Publishing by producer, epoch and number. */
class ProducerTest extends GatewayTest {
  private static final String EVENT = "{\"event\":\"e\",\"data\":1}";

  @Test
  void tellsANewProducerToBeginAtTheBeginning() {
    JsonObject opened = open(newStream());

    assertThat(opened.getString("producer")).isEqualTo("p");
    assertThat(opened.getLong("epoch")).isZero();
    assertThat(opened.getLong("next_sequence")).isZero();
  }

  @Test
  void storesANumberOnce() {
    String stream = newStream("{\"partitions\":3}");
    open(stream);
    JsonObject first = publish(stream, "[" + EVENT + "," + EVENT + "]", 0, 0).expect(200).json();
    publish(stream, EVENT, 0, 2).expect(200);

    JsonObject again = publish(stream, "[" + EVENT + "," + EVENT + "]", 0, 0).expect(200).json();

    assertThat(again.getLong("first_offset")).isZero();
    JsonObject result = again.getJsonArray("results").getJsonObject(1);
    assertThat(result.getBoolean("duplicate")).isTrue();
    assertThat(result.getInteger("partition"))
        .isEqualTo(first.getJsonArray("results").getJsonObject(1).getInteger("partition"));
    assertThat(publish(stream, EVENT, 0, 2).json().getBoolean("duplicate")).isTrue();
    assertThat(head(stream)).isEqualTo(3);
  }

  @Test
  void refusesAGap() {
    String stream = newStream();
    publish(stream, EVENT, 0, 0).expect(200);

    Answer gap = publish(stream, EVENT, 0, 2);

    gap.expectProblem(409, "out-of-sequence");
    assertThat(gap.json().getLong("next_sequence")).isEqualTo(1);
    assertThat(head(stream)).isEqualTo(1);
  }

  @Test
  void fencesTheProcessBefore() {
    String stream = newStream();
    open(stream);
    publish(stream, EVENT, 0, 0).expect(200);

    JsonObject opened = open(stream);
    Answer zombie = publish(stream, EVENT, 0, 1);

    assertThat(opened.getLong("epoch")).isEqualTo(1);
    assertThat(opened.getLong("next_sequence")).isEqualTo(1);
    zombie.expectProblem(409, "producer-fenced");
    assertThat(zombie.json().getLong("epoch")).isEqualTo(1);
    publish(stream, EVENT, 1, 1).expect(200);
  }

  @Test
  void numbersLinesAndExpectedOffsetsToo() {
    String stream = newStream();

    client
        .send(
            "POST",
            stream + "/publish?expected_offset=0",
            "application/x-ndjson",
            EVENT + "\n" + EVENT,
            headers(0, 0))
        .expect(200);
    client
        .send(
            "POST", stream + "/publish?expected_offset=9", "application/json", EVENT, headers(0, 2))
        .expectProblem(409, "head-mismatch");

    publish(stream, EVENT, 0, 2).expect(200);
  }

  @Test
  void namesTheHeaderThatIsWrong() {
    String stream = newStream();
    expectInvalid(stream, "Thalweg-Epoch", "Thalweg-Producer", "p");
    expectInvalid(stream, "Thalweg-Sequence", "Thalweg-Producer", "p", "Thalweg-Epoch", "0");
    expectInvalid(stream, "Thalweg-Sequence", "Thalweg-Sequence", "0");
    expectInvalid(
        stream,
        "Thalweg-Epoch",
        "Thalweg-Producer",
        "p",
        "Thalweg-Epoch",
        "-1",
        "Thalweg-Sequence",
        "0");
    expectInvalid(
        stream,
        "Thalweg-Producer",
        "Thalweg-Producer",
        "/",
        "Thalweg-Epoch",
        "0",
        "Thalweg-Sequence",
        "0");
    assertThat(head(stream)).isZero();
  }

  @Test
  void takesNoNumberThatJsonCannotTellExactly() {
    String stream = newStream();
    expectInvalid(stream, "Thalweg-Epoch", headers(1L << 53, 0));
    expectInvalid(stream, "Thalweg-Sequence", headers(0, 1L << 53));
    assertThat(head(stream)).isZero();

    publish(stream, EVENT, (1L << 53) - 1, 0).expect(200);
    Answer opened = client.post(stream + "/producer/p");

    opened.expectProblem(409, "conflict");
    publish(stream, EVENT, (1L << 53) - 1, 1).expect(200);
  }

  @Test
  void knowsNoProducerOfAMissingStream() {
    client.post("/stream/missing/producer/p").expectProblem(404, "stream-not-found");
    client.post(newStream() + "/producer/%20").expectInvalid("producer");
  }

  private void expectInvalid(String stream, String field, String... headers) {
    client
        .send("POST", stream + "/publish", "application/json", EVENT, headers)
        .expectInvalid(field);
  }

  private JsonObject open(String stream) {
    return client.post(stream + "/producer/p").expect(200).json();
  }

  private Answer publish(String stream, String body, long epoch, long sequence) {
    return client.send(
        "POST", stream + "/publish", "application/json", body, headers(epoch, sequence));
  }

  private static String[] headers(long epoch, long sequence) {
    return new String[] {
      "Thalweg-Producer", "p", "Thalweg-Epoch", "" + epoch, "Thalweg-Sequence", "" + sequence
    };
  }

  private long head(String stream) {
    return client.get(stream + "/info").json().getLong("next_offset");
  }
}
