package io.thalweg.server.http.groups;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.server.http.GatewayTest;
import io.thalweg.server.testing.Answer;
import io.thalweg.server.testing.RawConnection;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Work handed to workers, over HTTP. */
class SharedGroupRoutesTest extends GatewayTest {
  private static final String COMMIT = "{\"consumer\":\"c1\",\"generation\":1,\"offset\":0}";

  private String stream;
  private String group;

  @BeforeEach
  void makeStream() {
    stream = newStream("{\"partitions\":2}");
    group = stream + "/group/workers";
  }

  private void create(String settings) {
    client.post(group, new JsonObject(settings).put("mode", "shared").encode()).expect(201);
  }

  private JsonObject consume(String query) {
    return client.get(group + "/consume?" + query).expect(200).json();
  }

  private static List<Long> offsets(JsonObject page) {
    return page.getJsonArray("events").stream()
        .map(event -> ((JsonObject) event).getLong("offset"))
        .toList();
  }

  private static int delivery(JsonObject page, int i) {
    return page.getJsonArray("events").getJsonObject(i).getInteger("delivery");
  }

  private JsonObject settle(String word, JsonObject page, JsonObject more, Long... offsets) {
    JsonObject body = more.copy().put("token", page.getLong("token"));
    if (offsets.length > 0) {
      body.put("offsets", new JsonArray(List.of(offsets)));
    }
    return client.post(group + "/" + word, body.encode()).expect(200).json();
  }

  private JsonObject ack(JsonObject page, Long... offsets) {
    return settle("ack", page, new JsonObject(), offsets);
  }

  private JsonObject nack(JsonObject page, String delay, String reason) {
    return settle("nack", page, new JsonObject().put("delay", delay).put("reason", reason));
  }

  private JsonObject view() {
    return client.get(group).expect(200).json();
  }

  private static <T> T await(Supplier<T> look, Predicate<T> wanted) {
    long deadline = System.nanoTime() + SECONDS.toNanos(15);
    T seen = look.get();
    while (!wanted.test(seen)) {
      assertThat(System.nanoTime()).as("saw " + seen).isLessThan(deadline);
      seen = look.get();
    }
    return seen;
  }

  @Test
  void createsDescribesAndDeletes() {
    publish(stream, 3);

    create("{\"lease\":\"10s\",\"order\":\"key\",\"max_deliveries\":7,\"dead_letter\":\"mine\"}");

    JsonObject view = view();
    assertThat(view.getString("mode")).isEqualTo("shared");
    assertThat(view.getString("order")).isEqualTo("key");
    assertThat(view.getString("lease")).isEqualTo("10s");
    assertThat(view.getInteger("max_deliveries")).isEqualTo(7);
    assertThat(view.getString("dead_letter")).isEqualTo("mine");
    assertThat(view.getLong("ready")).isEqualTo(3);
    assertThat(view.getLong("lag")).isEqualTo(3);
    client.delete(group).expect(200);
    client.get(group + "/consume").expectProblem(404, "group-not-found");
    client.get(group + "/consume?lease=1s").expectProblem(404, "group-not-found");
  }

  @Test
  void handsWorkToMoreWorkersThanPartitions() {
    publish(stream, 20);
    create("{}");

    List<CompletableFuture<Answer>> workers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      workers.add(client.getLater(group + "/consume?limit=2&wait=10s"));
    }

    Set<Long> seen = new HashSet<>();
    for (CompletableFuture<Answer> worker : workers) {
      JsonObject page = worker.join().expect(200).json();
      assertThat(offsets(page)).hasSize(2);
      assertThat(delivery(page, 0)).isOne();
      assertThat(page.getLong("lease_until")).isGreaterThan(System.currentTimeMillis());
      assertThat(seen.addAll(offsets(page))).isTrue();
      assertThat(view().getLong("leased")).isPositive();
      assertThat(ack(page).getJsonArray("accepted")).hasSize(2);
    }
    assertThat(seen).hasSize(20);
    assertThat(view().getLong("lag")).isZero();
    assertThat(view().getLong("floor")).isEqualTo(20);
    assertThat(consume("limit=5").getJsonArray("events")).isEmpty();
  }

  @Test
  void wakesAWorkerThatWaits() {
    create("{}");
    CompletableFuture<Answer> worker = client.getLater(group + "/consume?wait=10s");

    publish(stream, 1);

    assertThat(offsets(worker.join().expect(200).json())).containsExactly(0L);
  }

  @Test
  void handsOutAgainWhatADeadWorkerHad() {
    publish(stream, 2);
    create("{}");
    JsonObject dead = consume("limit=1&lease=300ms");
    JsonObject other = consume("limit=1");

    JsonObject page = consume("limit=5&wait=10s");

    assertThat(offsets(page)).containsExactly(0L);
    assertThat(delivery(page, 0)).isEqualTo(2);
    JsonObject late = ack(dead, 0L, 1L);
    assertThat(late.getJsonArray("accepted")).isEmpty();
    assertThat(late.getJsonArray("lost")).containsExactly(0, 1);
    assertThat(ack(page, 0L).getJsonArray("accepted")).containsExactly(0);
    assertThat(ack(dead, 0L).getJsonArray("settled_before")).containsExactly(0);
    ack(other);
  }

  @Test
  void givesBackWhatCouldNotBeWritten() {
    create("{}");
    try (RawConnection gone = new RawConnection(server.port())) {
      gone.send("GET " + group + "/consume?wait=20s HTTP/1.1\r\nHost: localhost\r\n\r\n");
      gone.leave();
    }
    publish(stream, 1);

    JsonObject page = consume("wait=10s");

    assertThat(offsets(page)).containsExactly(0L);
  }

  @Test
  void keepsAnEventForAsLongAsItsWorkerSays() {
    publish(stream, 1);
    create("{}");
    JsonObject page = consume("lease=400ms");

    settle("extend", page, new JsonObject().put("lease", "1h"), 0L);

    assertThat(consume("wait=700ms").getJsonArray("events")).isEmpty();
    assertThat(ack(page).getJsonArray("accepted")).containsExactly(0);
  }

  @Test
  void buriesWhatFailsTooOftenAndReplaysIt() {
    create("{\"max_deliveries\":2}");
    client
        .post(
            stream + "/publish",
            "{\"event\":\"paid\",\"data\":{\"sum\":1.0},\"id\":\"p-1\",\"partition_key\":\"k\","
                + "\"headers\":{\"trace\":\"abc\"}}")
        .expect(200);
    nack(consume("wait=5s"), "200ms", "busy");
    assertThat(consume("").getJsonArray("events")).isEmpty();
    JsonObject again = consume("wait=10s");
    assertThat(delivery(again, 0)).isEqualTo(2);

    nack(again, "1h", "no such customer");

    JsonObject view = await(this::view, seen -> seen.getLong("dead") == 1);
    assertThat(view.getLong("lag")).isZero();
    String dead = "/stream/" + view.getString("dead_letter");
    Answer letters = client.get(dead + "/consume/0").expect(200);
    JsonObject letter = letters.events().getJsonObject(0);
    assertThat(letters.body()).contains("\"data\":{\"sum\":1.0}");
    assertThat(letter.getString("event")).isEqualTo("paid");
    assertThat(letter.getString("partition_key")).isEqualTo("k");
    JsonObject headers = letter.getJsonObject("headers");
    assertThat(headers.getString("trace")).isEqualTo("abc");
    assertThat(headers.getString("thalweg-dead-reason")).isEqualTo("no such customer");
    assertThat(headers.getString("thalweg-dead-offset")).isEqualTo("0");
    assertThat(headers.getString("thalweg-dead-deliveries")).isEqualTo("2");
    assertThat(headers.getString("thalweg-dead-id")).isEqualTo("p-1");
    assertThat("/stream/" + headers.getString("thalweg-dead-stream")).isEqualTo(stream);

    JsonObject replay = client.post(group + "/replay-dead", "{\"from\":0}").expect(200).json();
    JsonObject repeat = client.post(group + "/replay-dead", "{\"from\":0}").expect(200).json();

    assertThat(replay.getInteger("replayed")).isEqualTo(1);
    assertThat(replay.getLong("next")).isEqualTo(1);
    assertThat(repeat.getInteger("replayed")).isZero();
    assertThat(repeat.getInteger("repeats")).isEqualTo(1);
    JsonObject page = consume("wait=10s");
    assertThat(offsets(page)).containsExactly(1L);
    assertThat(delivery(page, 0)).isOne();
    assertThat(page.encode()).contains("\"data\":{\"sum\":1.0}").contains("thalweg-replayed-from");
  }

  @Test
  void buriesWhatItsLastWorkerLet() {
    publish(stream, 1);
    create("{\"max_deliveries\":1,\"lease\":\"200ms\"}");
    assertThat(offsets(consume(""))).containsExactly(0L);

    JsonObject view = await(this::view, seen -> seen.getLong("dead") == 1);

    assertThat(view.getLong("floor")).isEqualTo(1);
  }

  @Test
  void keepsTheOrderOfAKey() {
    create("{\"order\":\"key\"}");
    for (String key : List.of("a", "a", "b", "a")) {
      client
          .post(
              stream + "/publish", "{\"event\":\"e\",\"data\":1,\"partition_key\":\"" + key + "\"}")
          .expect(200);
    }

    JsonObject first = consume("limit=10");

    assertThat(offsets(first)).containsExactly(0L, 2L);
    assertThat(view().getLong("blocked")).isEqualTo(2);
    assertThat(consume("limit=10").getJsonArray("events")).isEmpty();
    CompletableFuture<Answer> waiting = client.getLater(group + "/consume?limit=10&wait=10s");
    ack(first, 0L);
    assertThat(offsets(waiting.join().expect(200).json())).containsExactly(1L);
  }

  @Test
  void pausesAndSeeks() {
    publish(stream, 4);
    create("{}");
    JsonObject page = consume("limit=3");
    client.post(group + "/pause").expect(200);
    assertThat(view().getBoolean("paused")).isTrue();
    assertThat(consume("").getJsonArray("events")).isEmpty();

    client.post(group + "/resume").expect(200);
    client.post(group + "/seek", "{\"to\":1}").expectProblem(409, "conflict");
    ack(page, 0L, 1L, 2L);
    client.post(group + "/seek", "{\"to\":1}").expect(200);

    assertThat(offsets(consume(""))).containsExactly(1L, 2L, 3L);
    client.post(group + "/seek", "{\"to\":99,\"force\":true}").expect(416);
  }

  @Test
  void refusesWhatIsOfTheOtherMode() {
    create("{}");
    String partitioned = stream + "/group/members";
    client.post(partitioned).expect(201);

    expectMode("shared", client.get(group + "/consume?consumer=c1"));
    expectMode("shared", client.post(group + "/member/c1"));
    expectMode("shared", client.post(group + "/member/c1/heartbeat"));
    expectMode("shared", client.delete(group + "/member/c1"));
    expectMode("shared", client.post(group + "/commit", COMMIT));
    expectMode("shared", client.post(group + "/copy", "{\"to\":\"other\"}"));
    JsonObject commit =
        new JsonObject(COMMIT)
            .put("stream", stream.substring("/stream/".length()))
            .put("group", "workers");
    expectMode("shared", client.post("/transaction", "{\"commit\":[" + commit.encode() + "]}"));
    expectMode("partitioned", client.get(partitioned + "/consume?lease=5s"));
    for (String word : List.of("ack", "nack", "extend")) {
      expectMode("partitioned", client.post(partitioned + "/" + word, "{\"token\":1}"));
    }
    expectMode("partitioned", client.post(partitioned + "/replay-dead"));
    client.get(partitioned + "/consume").expect(200);
    client.get(partitioned).expect(200);
  }

  private static void expectMode(String mode, Answer refusal) {
    refusal.expectProblem(409, "conflict");
    assertThat(refusal.json().getString("mode")).as(refusal.body()).isEqualTo(mode);
  }

  @Test
  void followsAGroupThatIsCreatedAnewInTheOtherMode() {
    publish(stream, 1);
    create("{}");
    consume("limit=1");
    client.delete(group).expect(200);
    client.post(group).expect(201);

    assertThat(consume("limit=1").getLong("generation")).isPositive();
    client.delete(group).expect(200);
    create("{}");

    assertThat(delivery(consume("limit=1"), 0)).isOne();
  }

  @Test
  void refusesMalformedSettingsAndWords() {
    client.post(group, "{\"mode\":\"shared\",\"lease\":\"1ms\"}").expectInvalid("lease");
    client.post(group, "{\"mode\":\"shared\",\"order\":\"any\"}").expectInvalid("order");
    client.post(group, "{\"mode\":\"shared\",\"max_in_flight\":0}").expectInvalid("max_in_flight");
    client
        .post(group, "{\"mode\":\"shared\",\"assignment\":\"range\"}")
        .expectInvalid("assignment");
    client.post(group, "{\"max_deliveries\":3}").expectInvalid("max_deliveries");
    String itself = stream.substring("/stream/".length());
    client
        .post(group, "{\"mode\":\"shared\",\"dead_letter\":\"" + itself + "\"}")
        .expectInvalid("dead_letter");
    create("{}");
    client.get(group + "/consume?lease=0s").expectInvalid("lease");
    client.post(group + "/ack", "{\"offsets\":[1]}").expectInvalid("token");
    client.post(group + "/ack", "{\"token\":1,\"offsets\":[]}").expectInvalid("offsets");
    client.post(group + "/ack", "{\"token\":1,\"delay\":\"1s\"}").expectInvalid("delay");
    client.post(group + "/nack", "{\"token\":1,\"delay\":\"25h\"}").expectInvalid("delay");
    client.post(group + "/replay-dead", "{\"limit\":0}").expectInvalid("limit");
  }
}
