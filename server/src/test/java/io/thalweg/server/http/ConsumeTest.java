package io.thalweg.server.http;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.model.StreamName;
import io.thalweg.server.testing.Answer;
import io.thalweg.server.testing.TestServer;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ConsumeTest extends GatewayTest {

  @Test
  void answersWithEventsAndTheStreamsEnds() {
    String stream = newStream();
    publish(stream, 3);

    Answer answer = client.get(stream + "/consume/user-1?from_offset=0&limit=2").expect(200);

    JsonObject json = answer.json();
    assertThat(json.getJsonArray("events").size()).isEqualTo(2);
    JsonObject first = json.getJsonArray("events").getJsonObject(0);
    assertThat(first.getLong("offset")).isZero();
    assertThat(first.getInteger("partition")).isZero();
    assertThat(first.getString("event")).isEqualTo("e.0");
    assertThat(first.getInteger("data")).isZero();
    assertThat(first.getLong("timestamp")).isPositive();
    assertThat(json.getLong("next_offset")).isEqualTo(2);
    assertThat(json.getLong("min_offset")).isZero();
    assertThat(json.getLong("head")).isEqualTo(3);
    assertThat(json.containsKey("gap")).isFalse();
    assertThat(answer.header("cache-control")).isEqualTo("no-store");
  }

  @Test
  void startsWhereItIsTold() {
    String stream = newStream();
    publish(stream, 5);
    long third = client.get(stream + "/consume/c").events().getJsonObject(2).getLong("timestamp");

    assertThat(offsets(stream, "")).containsExactly(0L, 1L, 2L, 3L, 4L);
    assertThat(offsets(stream, "?from_offset=earliest")).hasSize(5);
    assertThat(offsets(stream, "?from_offset=3")).containsExactly(3L, 4L);
    assertThat(offsets(stream, "?from_offset=5")).isEmpty();
    assertThat(offsets(stream, "?from_offset=latest")).isEmpty();
    assertThat(offsets(stream, "?from_offset=-2")).containsExactly(3L, 4L);
    assertThat(offsets(stream, "?from_offset=-100")).hasSize(5);
    assertThat(offsets(stream, "?from_time=" + third)).contains(2L, 3L, 4L);
    assertThat(offsets(stream, "?from_time=1999-12-31T23:59:59%2B02:00")).hasSize(5);
    assertThat(offsets(stream, "?from_time=2999-12-31T23:59:59Z")).isEmpty();
  }

  @Test
  void endsAPageAtAHundredEventsUnlessToldOtherwise() {
    String stream = newStream();
    publishLarge(stream, 101, "1");

    assertThat(client.get(stream + "/consume/c").events()).hasSize(100);
    assertThat(client.get(stream + "/consume/c?limit=101").events()).hasSize(101);
    assertThat(client.get(stream + "/consume/c?limit=10000").events()).hasSize(101);
  }

  @Test
  void endsAPageEarlierAtItsLimitOfBytes() {
    String stream = newStream();
    publishLarge(stream, 12, '"' + "x".repeat(500_000) + '"');

    JsonObject page = client.get(stream + "/consume/c?limit=12").expect(200).json();

    int events = page.getJsonArray("events").size();
    assertThat(events).isBetween(1, 9);
    assertThat(page.getLong("next_offset")).isEqualTo(events);
    assertThat(page.getLong("head")).isEqualTo(12);
  }

  private static void publishLarge(String stream, int events, String data) {
    String event = "{\"event\":\"e\",\"data\":" + data + "}";
    String batch = String.join(",", Collections.nCopies(events, event));
    client.post(stream + "/publish", "[" + batch + "]").expect(200);
  }

  @Test
  void countsNoReaderOfAStreamThatDoesNotExist() {
    String stream = newStream();

    client.get(stream + "/consume/c").expect(200);
    client.get("/stream/nowhere/consume/c").expectProblem(404, "stream-not-found");
    client.get("/stream/nowhere/consume/c?from_offset=1").expectProblem(404, "stream-not-found");

    assertThat(server.subscribers().count(new StreamName("nowhere"))).isZero();
    assertThat(client.get(stream + "/stats").json().getInteger("subscribers")).isOne();
  }

  @Test
  void readsOnePartitionAndSomeTypes() {
    String stream = newStream("{\"partitions\":2}");
    publish(stream, 4);

    assertThat(offsets(stream, "?partition=1")).containsExactly(1L, 3L);
    assertThat(offsets(stream, "?event=e.2")).containsExactly(2L);
    assertThat(offsets(stream, "?event=e.*")).hasSize(4);
    assertThat(offsets(stream, "?event=*")).isEmpty();
    assertThat(offsets(stream, "?event=%3E")).hasSize(4);
    assertThat(offsets(stream, "?event=e.%3E")).hasSize(4);
    client.get(stream + "/consume/c?partition=2").expectInvalid("partition");
  }

  @Test
  void tellsWhatRetentionHasTaken() {
    String stream = newStream("{\"retention_events\":2}");
    publish(stream, 5);
    enforceRetention();

    JsonObject page = client.get(stream + "/consume/c?from_offset=1").expect(200).json();

    assertThat(page.getJsonObject("gap").encode())
        .isEqualTo("{\"from\":1,\"to\":3,\"reason\":\"retention\"}");
    assertThat(page.getJsonArray("events").getJsonObject(0).getLong("offset")).isEqualTo(3);
    assertThat(client.get(stream + "/consume/c").json().containsKey("gap")).isFalse();
    Answer gone =
        client
            .get(stream + "/consume/c?from_offset=1&on_gap=error")
            .expectProblem(410, "offset-gone");
    assertThat(gone.json().getLong("min_offset")).isEqualTo(3);
  }

  @Test
  void refusesOffsetsAboveTheHead() {
    String stream = newStream();
    publish(stream, 2);

    Answer answer =
        client
            .get(stream + "/consume/c?from_offset=3&wait=5m")
            .expectProblem(416, "offset-out-of-range");

    assertThat(answer.json().getLong("head")).isEqualTo(2);
    assertThat(answer.json().getLong("min_offset")).isZero();
  }

  @Test
  void noticesAnotherIncarnation() {
    String stream = newStream();
    long generation = client.get(stream + "/info").json().getLong("generation");
    client.get(stream + "/consume/c?generation=" + generation).expect(200);
    client.delete(stream).expect(200);
    client.post(stream).expect(201);

    client
        .get(stream + "/consume/c?generation=" + generation)
        .expectProblem(409, "stream-generation-mismatch");
    client
        .get(stream + "/consume/c?from_offset=latest&generation=" + generation)
        .expectProblem(409, "stream-generation-mismatch");
  }

  @Test
  void waitsForAnEvent() throws Exception {
    String stream = newStream();
    CompletableFuture<Answer> waiting =
        client.getLater(stream + "/consume/c?from_offset=latest&wait=20s");
    CompletableFuture<Answer> choosy =
        client.getLater(stream + "/consume/choosy?event=e.1&wait=20s");

    awaitPollers(stream, 2);

    publish(stream, 2);

    assertThat(waiting.get(10, SECONDS).expect(200).events()).isNotEmpty();
    assertThat(choosy.get(10, SECONDS).expect(200).events().getJsonObject(0).getLong("offset"))
        .isEqualTo(1);
  }

  @Test
  void waitsNoLongerThanAsked() {
    String stream = newStream();

    JsonObject page = client.get(stream + "/consume/c?wait=50ms").expect(200).json();

    assertThat(page.getJsonArray("events")).isEmpty();
    assertThat(page.getLong("next_offset")).isZero();
  }

  @Test
  void tellsAWaitingReaderThatTheStreamIsGone() throws Exception {
    String stream = newStream();
    CompletableFuture<Answer> waiting = client.getLater(stream + "/consume/c?wait=20s");

    awaitPollers(stream, 1);
    client.delete(stream).expect(200);

    waiting.get(10, SECONDS).expectProblem(404, "stream-not-found");
  }

  @Test
  void refusesParametersThatAreNone() {
    String stream = newStream();
    String[][] refused = {
      {"from_offset=abc", "from_offset"},
      {"from_offset=", "from_offset"},
      {"from_offset=-", "from_offset"},
      {"from_offset=--1", "from_offset"},
      {"from_offset=%2B1", "from_offset"},
      {"from_offset=1.0", "from_offset"},
      {"from_offset=99999999999999999999", "from_offset"},
      {"from_offset=%D9%A1", "from_offset"},
      {"from_offset=1&from_offset=2", "from_offset"},
      {"from_offset=1&from_time=1", "from_time"},
      {"from_time=yesterday", "from_time"},
      {"from_time=99999999999999999999", "from_time"},
      {"from_time=%2B999999999-12-31T23:59:59Z", "from_time"},
      {"limit=0", "limit"},
      {"limit=10001", "limit"},
      {"limit=-1", "limit"},
      {"limit=ten", "limit"},
      {"limit=9999999999999999999999", "limit"},
      {"partition=-1", "partition"},
      {"partition=10000", "partition"},
      {"event=", "event"},
      {"event=a.%3E.b", "event"},
      {"wait=1", "wait"},
      {"wait=-1s", "wait"},
      {"wait=6m", "wait"},
      {"wait=s", "wait"},
      {"on_gap=fail", "on_gap"},
      {"generation=x", "generation"},
      {"form_offset=1", "form_offset"},
      {"%00=1", "\0"},
      {"limit", "limit"},
      {"limit=%E0%80%80", "uri"},
    };
    for (String[] query : refused) {
      client.get(stream + "/consume/c?" + query[0]).expectInvalid(query[1]);
    }
    client.get(stream + "/consume/-").expectInvalid("consumer");
  }

  /** Until so many consumers have been told where they start. */
  private static void awaitPollers(String stream, int count) {
    long deadline = System.nanoTime() + SECONDS.toNanos(10);
    while (client.get(stream + "/stats").json().getInteger("subscribers") < count) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
    }
  }

  private static void enforceRetention() {
    TestServer.await(server.memory().enforceRetention(System.currentTimeMillis()));
  }

  private static List<Long> offsets(String stream, String query) {
    return client.get(stream + "/consume/c" + query).expect(200).events().stream()
        .map(event -> ((JsonObject) event).getLong("offset"))
        .toList();
  }
}
