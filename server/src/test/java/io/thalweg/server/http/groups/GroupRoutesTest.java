package io.thalweg.server.http.groups;

import static java.util.concurrent.TimeUnit.SECONDS;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.model.StreamName;
import io.thalweg.server.http.GatewayTest;
import io.thalweg.server.testing.Answer;
import io.thalweg.server.testing.RawConnection;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupRoutesTest extends GatewayTest {

  @Test
  void createsListsDescribesAndDeletes() {
    String stream = newStream("{\"partitions\":2}");
    publish(stream, 3);

    JsonObject created = client.post(stream + "/group/email-service").expect(201).json();
    assertThat(created.getString("group")).isEqualTo("email-service");
    assertThat(created.getString("state")).isEqualTo("empty");
    assertThat(created.getString("mode")).isEqualTo("partitioned");
    assertThat(created.getString("session_timeout")).isEqualTo("30s");
    assertThat(created.getLong("lag")).isEqualTo(3);

    assertThat(client.get(stream + "/groups").expect(200).body())
        .isEqualTo("{\"groups\":[\"email-service\"],\"count\":1}");
    assertThat(
            client.get(stream + "/group/email-service").expect(200).json().getJsonArray("members"))
        .isEmpty();
    client.post(stream + "/group/email-service").expectProblem(409, "group-exists");

    client.delete(stream + "/group/email-service").expect(200);
    client.get(stream + "/group/email-service").expectProblem(404, "group-not-found");
    client.get(stream + "/group/email-service/consume").expectProblem(404, "group-not-found");
    client.post("/stream/none/group/g").expectProblem(404, "stream-not-found");
  }

  @Test
  void givesNamelessCallersEachEventOnce() {
    String stream = newStream("{\"partitions\":2}");
    publish(stream, 5);
    String group = newGroup(stream, "{}");

    Answer first = client.get(group + "/consume?limit=2").expect(200);
    Answer second = client.get(group + "/consume?limit=10").expect(200);

    assertThat(first.header("cache-control")).isEqualTo("no-store");
    assertThat(offsets(first)).containsExactly(0L, 1L);
    assertThat(offsets(second)).containsExactly(2L, 3L, 4L);
    assertThat(offsets(client.get(group + "/consume").expect(200))).isEmpty();
  }

  @Test
  void givesBackWhatCouldNotBeDelivered() {
    String stream = newStream();
    String group = newGroup(stream, "{}");
    try (RawConnection gone = new RawConnection(server.port())) {
      gone.send("GET " + group + "/consume?wait=10s HTTP/1.1\r\nHost: localhost\r\n\r\n");
      awaitMembers(group, 1);
      gone.leave();
    }
    publish(stream, 2);

    List<Long> delivered = new ArrayList<>();
    long deadline = System.nanoTime() + SECONDS.toNanos(10);
    while (delivered.size() < 2 && System.nanoTime() < deadline) {
      delivered.addAll(offsets(client.get(group + "/consume?wait=1s").expect(200)));
    }

    assertThat(delivered).containsExactlyInAnyOrder(0L, 1L);
  }

  @Test
  void acknowledgesByTheNextCall() {
    String stream = newStream();
    publish(stream, 4);
    String group = newGroup(stream, "{}");

    JsonObject first = client.get(group + "/consume?consumer=c1&limit=2").expect(200).json();
    assertThat(first.getJsonArray("partitions").encode()).isEqualTo("[0]");
    assertThat(committed(group)).isZero();
    client.get(group + "/consume?consumer=c1&limit=1").expect(200);

    assertThat(committed(group)).isEqualTo(2);
    JsonObject view = client.get(group).expect(200).json();
    assertThat(view.getLong("lag")).isEqualTo(2);
    assertThat(view.getString("state")).isEqualTo("stable");
    assertThat(view.getJsonArray("members").getJsonObject(0).getString("consumer")).isEqualTo("c1");
  }

  @Test
  void commitsWhatWasDeliveredInThisGeneration() {
    String stream = newStream();
    publish(stream, 4);
    String group = newGroup(stream, "{}");
    long generation =
        client
            .get(group + "/consume?consumer=c1&limit=3&auto_commit=false")
            .json()
            .getLong("generation");

    JsonObject reply =
        client.post(group + "/commit", commit(generation, "\"offset\":2")).expect(200).json();

    assertThat(reply.getJsonObject("committed").encode()).isEqualTo("{\"0\":2}");
    client.post(group + "/commit", commit(generation, "\"offsets\":{\"0\":3}")).expect(200);
    client
        .post(group + "/commit", commit(generation, "\"offset\":4"))
        .expectProblem(416, "offset-out-of-range");
    Answer fenced =
        client
            .post(group + "/commit", commit(generation + 7, "\"offset\":3"))
            .expectProblem(409, "fenced");
    assertThat(fenced.json().getLong("generation")).isEqualTo(generation);
  }

  @Test
  void seeksAndLeaves() {
    String stream = newStream();
    publish(stream, 4);
    String group = newGroup(stream, "{\"start\":\"latest\"}");
    assertThat(offsets(client.get(group + "/consume?consumer=c1"))).isEmpty();

    client.post(group + "/seek", "{\"to\":\"earliest\"}").expectProblem(409, "conflict");
    client.delete(group + "/member/c1").expect(200);
    client.delete(group + "/member/c1").expectProblem(404, "member-not-found");
    JsonObject moved = client.post(group + "/seek", "{\"to\":1}").expect(200).json();

    assertThat(moved.getJsonObject("committed").encode()).isEqualTo("{\"0\":1}");
    assertThat(offsets(client.get(group + "/consume?consumer=c2"))).containsExactly(1L, 2L, 3L);
    client.post(group + "/seek", "{\"to\":\"earliest\",\"force\":true}").expect(200);
    client
        .post(group + "/seek", "{\"to\":99,\"force\":true}")
        .expectProblem(416, "offset-out-of-range");
  }

  @Test
  void waitsForEvents() throws Exception {
    String stream = newStream();
    String group = newGroup(stream, "{}");
    CompletableFuture<Answer> waiting = client.getLater(group + "/consume?consumer=c&wait=10s");
    awaitMembers(group, 1);

    publish(stream, 1);

    assertThat(offsets(waiting.get(10, SECONDS))).containsExactly(0L);
  }

  @Test
  void refusesWhatIsNone() {
    String stream = newStream();
    String group = newGroup(stream, "{}");
    String[][] settings = {
      {"{\"mode\":\"queue\"}", "mode"},
      {"{\"mode\":\"solo\"}", "mode"},
      {"{\"start\":-1}", "start"},
      {"{\"start\":\"soon\"}", "start"},
      {"{\"start\":true}", "start"},
      {"{\"session_timeout\":\"10ms\"}", "session_timeout"},
      {"{\"session_timeout\":30}", "session_timeout"},
      {"{\"assignment\":\"fair\"}", "assignment"},
      {"{\"modus\":1}", "modus"},
    };
    for (String[] each : settings) {
      client.post(stream + "/group/refused", each[0]).expectInvalid(each[1]);
    }
    String[][] queries = {
      {"limit=0", "limit"},
      {"consumer=", "consumer"},
      {"consumer=a%2Fb", "consumer"},
      {"wait=1", "wait"},
      {"auto_commit=yes", "auto_commit"},
      {"ack=-1", "ack"},
      {"member=c1", "member"},
    };
    for (String[] each : queries) {
      client.get(group + "/consume?" + each[0]).expectInvalid(each[1]);
    }
    String[][] commits = {
      {"{}", "generation"},
      {"{\"generation\":1,\"offset\":1}", "consumer"},
      {"{\"consumer\":\"c\",\"offset\":1}", "generation"},
      {"{\"consumer\":\"c\",\"generation\":1}", "offset"},
      {"{\"consumer\":\"c\",\"generation\":1,\"offset\":-1}", "offset"},
      {"{\"consumer\":\"c\",\"generation\":1,\"offset\":1,\"offsets\":{}}", "offsets"},
      {"{\"consumer\":\"c\",\"generation\":1,\"offsets\":{\"x\":1}}", "offsets.x"},
      {"{\"consumer\":\"c\",\"generation\":1,\"offsets\":[1]}", "offsets"},
      {"{\"consumer\":5,\"generation\":1,\"offset\":1}", "consumer"},
    };
    for (String[] each : commits) {
      client.post(group + "/commit", each[0]).expectInvalid(each[1]);
    }
    String[][] seeks = {
      {"{}", "to"},
      {"{\"to\":null}", "to"},
      {"{\"to\":\"\"}", "to"},
      {"{\"to\":0,\"partitions\":[]}", "partitions"},
      {"{\"to\":0,\"partitions\":[-1]}", "partitions"},
      {"{\"to\":0,\"partitions\":[\"0\"]}", "partitions"},
      {"{\"to\":0,\"partitions\":[7]}", "partitions"},
      {"{\"to\":0,\"force\":1}", "force"},
    };
    for (String[] each : seeks) {
      client.post(group + "/seek", each[0]).expectInvalid(each[1]);
    }
    client.post(stream + "/group/-").expectInvalid("group");
  }

  @Test
  void countsNoReaderOfAGroupThatDoesNotExist() {
    String stream = newStream();

    client.get(stream + "/group/nobody/consume").expectProblem(404, "group-not-found");
    client.get("/stream/nowhere/group/g/consume").expectProblem(404, "stream-not-found");
    assertThat(server.subscribers().count(new StreamName("nowhere"))).isZero();
    assertThat(client.get(stream + "/stats").json().getInteger("subscribers")).isZero();
    client.get(newGroup(stream, "{}") + "/consume").expect(200);

    assertThat(client.get(stream + "/stats").json().getInteger("subscribers")).isOne();
  }

  @Test
  void takesACommitOfManyPartitions() {
    String stream = newStream("{\"partitions\":200}");
    String group = newGroup(stream, "{}");
    long generation =
        client.get(group + "/consume?consumer=c1").expect(200).json().getLong("generation");
    String offsets = IntStream.range(0, 200).mapToObj(p -> "\"" + p + "\":0").collect(joining(","));

    client.post(group + "/commit", commit(generation, "\"offsets\":{" + offsets + "}")).expect(200);

    client
        .post(group + "/commit", commit(generation, "\"offsets\":{\"7\":-1}"))
        .expectInvalid("offsets.7");
    client
        .post(group + "/commit", commit(generation, "\"offsets\":{\"7\":1,\"7\":1}"))
        .expectInvalid("offsets.7");
    String tooMany =
        IntStream.rangeClosed(0, 10_000).mapToObj(p -> "\"" + p + "\":0").collect(joining(","));
    client
        .post(group + "/commit", commit(generation, "\"offsets\":{" + tooMany + "}"))
        .expectInvalid("offsets");
  }

  private static String newGroup(String stream, String settings) {
    client.post(stream + "/group/g", settings).expect(201);
    return stream + "/group/g";
  }

  private static String commit(long generation, String offset) {
    return "{\"consumer\":\"c1\",\"generation\":" + generation + "," + offset + "}";
  }

  private static long committed(String group) {
    return client
        .get(group)
        .json()
        .getJsonArray("partitions")
        .getJsonObject(0)
        .getLong("committed");
  }

  private static void awaitMembers(String group, int count) {
    long deadline = System.nanoTime() + SECONDS.toNanos(10);
    while (client.get(group).json().getJsonArray("members").size() < count) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
    }
  }

  private static List<Long> offsets(Answer answer) {
    return answer.expect(200).events().stream()
        .map(event -> ((JsonObject) event).getLong("offset"))
        .toList();
  }
}
