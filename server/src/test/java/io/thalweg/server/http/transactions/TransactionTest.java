package io.thalweg.server.http.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.server.http.GatewayTest;
import io.thalweg.server.testing.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code POST /transaction} as clients see it. */
class TransactionTest extends GatewayTest {
  private static int streams;

  private String in;
  private String out;

  @BeforeEach
  void createStreams() {
    in = "in-" + ++streams;
    out = "out-" + streams;
    client.post("/stream/" + in, "{\"partitions\":2}").expect(201);
    client.post("/stream/" + out).expect(201);
    client.post("/stream/" + in + "/group/g").expect(201);
  }

  @Test
  void publishesToSeveralStreamsAndCommits() {
    JsonObject polled = pollFour();

    Answer answer =
        transact(
            "{\"id\":\"t1\",\"publish\":["
                + publish(out, 2, "")
                + ","
                + publish(in, 1, ",\"expected_offset\":4")
                + "],\"commit\":["
                + commit(polled, "\"offset\":4")
                + "]}");

    JsonObject json = answer.expect(200).json();
    assertThat(answer.header("thalweg-durability"))
        .isEqualToIgnoringCase(server.storage().durability().name());
    assertThat(json.getString("id")).isEqualTo("t1");
    assertThat(json.containsKey("duplicate")).isFalse();
    JsonArray published = json.getJsonArray("published");
    assertThat(published.getJsonObject(0).getString("stream")).isEqualTo(out);
    assertThat(published.getJsonObject(0).getLong("last_offset")).isEqualTo(1);
    assertThat(published.getJsonObject(1).getLong("first_offset")).isEqualTo(4);
    assertThat(lag()).isEqualTo(1);
    assertThat(client.get("/stream/" + out + "/consume/c").body())
        .contains("\"data\":{ \"n\":1.0 }");
  }

  @Test
  void answersARepeatAsTheFirst() {
    JsonObject polled = pollFour();
    String transaction =
        "{\"publish\":["
            + publish(out, 2, "")
            + "],\"id\":\"t1\",\"commit\":["
            + commit(polled, "\"offsets\":{\"0\":3,\"1\":4}")
            + "]}";
    JsonObject first = transact(transaction).expect(200).json();

    JsonObject again = transact(transaction).expect(200).json();

    assertThat(again.getBoolean("duplicate")).isTrue();
    JsonObject published = again.getJsonArray("published").getJsonObject(0);
    assertThat(published.getJsonArray("results").getJsonObject(1).getBoolean("duplicate")).isTrue();
    assertThat(published.getLong("first_offset"))
        .isEqualTo(first.getJsonArray("published").getJsonObject(0).getLong("first_offset"));
    assertThat(head(out)).isEqualTo(2);
  }

  @Test
  void storesNothingIfAnyPartIsRefused() {
    JsonObject polled = pollFour();
    String good = commit(polled, "\"offset\":4");

    transact(
            "{\"publish\":["
                + publish(out, 1, ",\"expected_offset\":9")
                + "],\"commit\":["
                + good
                + "]}")
        .expectProblem(409, "head-mismatch");
    transact("{\"publish\":[" + publish(out, 1, "") + "," + publish("missing", 1, "") + "]}")
        .expectProblem(404, "stream-not-found");
    transact(
            "{\"publish\":["
                + publish(out, 1, "")
                + "],\"commit\":["
                + commit(polled, "\"offset\":5")
                + "]}")
        .expectProblem(416, "offset-out-of-range");
    client.delete("/stream/" + in + "/group/g/member/c").expect(200);
    Answer fenced =
        transact("{\"publish\":[" + publish(out, 1, "") + "],\"commit\":[" + good + "]}");

    fenced.expectProblem(409, "fenced");
    assertThat(fenced.json().getLong("generation")).isPositive();
    assertThat(head(out)).isZero();
    assertThat(lag()).isEqualTo(4);
  }

  @Test
  void refusesToPublishForWhatIsCommitted() {
    JsonObject polled = pollFour();
    String rest =
        "\"publish\":["
            + publish(out, 1, "")
            + "],\"commit\":["
            + commit(polled, "\"offset\":4")
            + "]}";
    transact("{\"id\":\"t1\"," + rest).expect(200);

    Answer refused = transact("{\"id\":\"t2\"," + rest);

    refused.expectProblem(409, "conflict");
    assertThat(refused.json().getJsonObject("committed").getLong("0")).isEqualTo(4);
    assertThat(head(out)).isEqualTo(1);
  }

  @Test
  void refusesAnIdThatIsAnothers() {
    transact("{\"id\":\"t1\",\"publish\":[" + publish(out, 1, "") + "]}").expect(200);

    transact("{\"id\":\"t1\",\"publish\":[" + publish(out, 2, "") + "]}")
        .expectProblem(409, "conflict");
  }

  @Test
  void namesTheFieldThatIsWrong() {
    String good = publish(out, 1, "");
    expectInvalid("{}", "publish");
    expectInvalid("[]", "body");
    expectInvalid("{\"publish\":[" + good + "]}x", "body");
    expectInvalid("{\"publish\":[" + good + "],\"publsh\":[]}", "publsh");
    expectInvalid("{\"publish\":[" + good + "],\"publish\":[]}", "publish");
    expectInvalid("{\"publish\":{}}", "publish");
    expectInvalid("{\"publish\":[{\"stream\":\"" + out + "\"}]}", "publish[0].events");
    expectInvalid(
        "{\"publish\":[{\"events\":[{\"event\":\"e\",\"data\":1}]}]}", "publish[0].stream");
    expectInvalid("{\"publish\":[" + good + "," + good + "]}", "publish[1]");
    expectInvalid(
        "{\"publish\":[" + publish(out, 1, ",\"expected_offset\":-1") + "]}",
        "publish[0].expected_offset");
    expectInvalid("{\"publish\":[" + publish(out, 1, ",\"x\":1") + "]}", "publish[0].x");
    expectInvalid(
        "{\"publish\":[" + good + ",{\"stream\":\"a\",\"events\":[]}]}", "publish[1].events");
    expectInvalid(
        "{\"publish\":["
            + good
            + ",{\"stream\":\"a\",\"events\":[{\"event\":\"e\",\"data\":1},{\"event\":\"e\"}]}]}",
        "publish[1].events[1].data");
    expectInvalid("{\"id\":\"\",\"publish\":[" + good + "]}", "id");
    expectInvalid("{\"id\":7,\"publish\":[" + good + "]}", "id");
    expectInvalid("{\"commit\":[{\"stream\":\"a\",\"group\":\"/\"}]}", "commit[0].group");
    expectInvalid(
        "{\"commit\":[{\"stream\":\"a\",\"group\":\"g\",\"consumer\":\"c\",\"offset\":1}]}",
        "commit[0].generation");
    expectInvalid(
        "{\"commit\":[{\"stream\":\"a\",\"group\":\"g\",\"generation\":1,\"offset\":1}]}",
        "commit[0].consumer");
    expectInvalid(
        "{\"commit\":[{\"stream\":\"a\",\"group\":\"g\",\"consumer\":\"c\",\"generation\":1,\"offset\":1,\"x\":1}]}",
        "commit[0].x");
    assertThat(head(out)).isZero();
  }

  @Test
  void namesTheCommitThatIsRefused() {
    String none = "\"consumer\":\"c\",\"generation\":1,\"offset\":1}";
    expectField(
        "commit[0].stream", "{\"commit\":[{\"stream\":\"none\",\"group\":\"g\"," + none + "]}");
    expectField(
        "commit[0].group",
        "{\"commit\":[{\"stream\":\"" + in + "\",\"group\":\"none\"," + none + "]}");
  }

  @Test
  void namesThePublishThatIsRefused() {
    String good = publish(out, 1, "");
    expectField("publish[1].stream", "{\"publish\":[" + good + "," + publish("none", 1, "") + "]}");
    expectField(
        409,
        "publish[1].expected_offset",
        "{\"publish\":[" + good + "," + publish(in, 1, ",\"expected_offset\":77") + "]}");
  }

  private static void expectField(String field, String transaction) {
    expectField(404, field, transaction);
  }

  private static void expectField(int status, String field, String transaction) {
    assertThat(transact(transaction).expect(status).json().getString("field")).isEqualTo(field);
  }

  @Test
  void boundsWhatOneTransactionNames() {
    StringBuilder many = new StringBuilder("{\"publish\":[");
    for (int i = 0; i < 101; i++) {
      many.append(i == 0 ? "" : ",").append(publish("s" + i, 1, ""));
    }
    expectInvalid(many + "]}", "publish");

    transact("{\"publish\":[" + publish(out, 6_000, "") + "," + publish(in, 6_000, "") + "]}")
        .expectProblem(413, "too-large");
  }

  private static void expectInvalid(String transaction, String field) {
    transact(transaction).expectInvalid(field);
  }

  private static Answer transact(String transaction) {
    return client.post("/transaction", transaction);
  }

  private static String publish(String stream, int events, String more) {
    StringBuilder all = new StringBuilder("{\"events\":[");
    for (int i = 0; i < events; i++) {
      all.append(i == 0 ? "" : ",").append("{\"event\":\"e\",\"data\":{ \"n\":1.0 }}");
    }
    return all.append("],\"stream\":\"")
        .append(stream)
        .append('"')
        .append(more)
        .append('}')
        .toString();
  }

  private String commit(JsonObject polled, String offsets) {
    return "{\"stream\":\""
        + in
        + "\",\"group\":\"g\",\"consumer\":\"c\",\"generation\":"
        + polled.getLong("generation")
        + ","
        + offsets
        + "}";
  }

  private JsonObject pollFour() {
    String event = "{\"event\":\"e\",\"data\":1}";
    client
        .post(
            "/stream/" + in + "/publish", "[" + String.join(",", event, event, event, event) + "]")
        .expect(200);
    JsonObject polled =
        client
            .get("/stream/" + in + "/group/g/consume?consumer=c&auto_commit=false")
            .expect(200)
            .json();
    assertThat(polled.getJsonArray("events")).hasSize(4);
    return polled;
  }

  private long lag() {
    return client.get("/stream/" + in + "/group/g").json().getLong("lag");
  }

  private static long head(String stream) {
    return client.get("/stream/" + stream + "/info").json().getLong("next_offset");
  }
}
