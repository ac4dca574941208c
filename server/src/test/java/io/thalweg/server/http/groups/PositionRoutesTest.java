package io.thalweg.server.http.groups;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.server.http.GatewayTest;
import io.thalweg.server.testing.Answer;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators do with a group's positions, over HTTP. */
class PositionRoutesTest extends GatewayTest {
  private String stream;
  private String group;

  @BeforeEach
  void createStream() {
    stream = newStream("{\"partitions\":2}");
    group = stream + "/group/g";
  }

  private String seek(String body) {
    return client
        .post(group + "/seek", body)
        .expect(200)
        .json()
        .getJsonObject("committed")
        .encode();
  }

  private JsonObject view() {
    return client.get(group).expect(200).json();
  }

  private static List<Long> offsets(Answer answer) {
    return answer.expect(200).events().stream()
        .map(event -> ((JsonObject) event).getLong("offset"))
        .toList();
  }

  private void createWith(int events) {
    publish(stream, events);
    client.post(group).expect(201);
  }

  @Test
  void seeksToEndsOffsetsAndTimes() {
    createWith(3);
    long between = System.currentTimeMillis() + 1;
    while (System.currentTimeMillis() <= between) {
      Thread.onSpinWait();
    }
    publish(stream, 3);

    assertThat(seek("{\"to\":\"latest\"}")).isEqualTo("{\"0\":6,\"1\":6}");
    assertThat(seek("{\"to\":\"earliest\",\"partitions\":[1]}")).isEqualTo("{\"1\":0}");
    assertThat(seek("{\"to\":4}")).isEqualTo("{\"0\":4,\"1\":4}");
    assertThat(seek("{\"to\":\"" + Instant.ofEpochMilli(between) + "\"}"))
        .isEqualTo("{\"0\":3,\"1\":3}");
    assertThat(view().getLong("lag")).isEqualTo(3);
  }

  @Test
  void triesASeekWithoutDoingIt() {
    createWith(6);

    JsonObject dry = client.post(group + "/seek", "{\"to\":5,\"dry_run\":true}").expect(200).json();

    assertThat(dry.getBoolean("dry_run")).isTrue();
    assertThat(dry.getJsonObject("previous").encode()).isEqualTo("{\"0\":0,\"1\":0}");
    assertThat(dry.getJsonObject("committed").encode()).isEqualTo("{\"0\":5,\"1\":5}");
    assertThat(view().getLong("lag")).isEqualTo(6);
    client
        .post(group + "/seek", "{\"to\":99,\"dry_run\":true}")
        .expectProblem(416, "offset-out-of-range");
  }

  @Test
  void pausesAndResumesPartitions() throws Exception {
    createWith(4);

    client.post(group + "/pause", "{\"partitions\":[0]}").expect(200);
    JsonObject page = client.get(group + "/consume?consumer=c1").expect(200).json();

    assertThat(page.getJsonArray("events")).hasSize(2);
    assertThat(page.getJsonArray("paused").encode()).isEqualTo("[0]");
    assertThat(view().getBoolean("paused")).isFalse();
    assertThat(view().getJsonArray("partitions").getJsonObject(0).getBoolean("paused")).isTrue();
    CompletableFuture<Answer> waiting = client.getLater(group + "/consume?consumer=c1&wait=10s");
    assertThat(client.post(group + "/resume").expect(200).json().getJsonArray("paused")).isEmpty();
    assertThat(offsets(waiting.get(10, SECONDS))).containsExactly(0L, 2L);
  }

  @Test
  void pausesAWholeGroup() {
    createWith(4);

    JsonObject paused = client.post(group + "/pause").expect(200).json();

    assertThat(paused.getJsonArray("paused").encode()).isEqualTo("[0,1]");
    assertThat(view().getBoolean("paused")).isTrue();
    assertThat(offsets(client.get(group + "/consume"))).isEmpty();
    client.post(group + "/resume", "{\"partitions\":[1]}").expect(200);
    assertThat(offsets(client.get(group + "/consume"))).containsExactly(1L, 3L);
  }

  @Test
  void copiesPositions() {
    createWith(6);
    seek("{\"to\":4,\"partitions\":[0]}");

    JsonObject copy = client.post(group + "/copy", "{\"to\":\"h\"}").expect(201).json();

    assertThat(copy.getString("group")).isEqualTo("h");
    assertThat(copy.getLong("lag")).isEqualTo(1 + 3);
    assertThat(offsets(client.get(stream + "/group/h/consume"))).containsExactly(1L, 3L, 4L, 5L);
    client.post(group + "/copy", "{\"to\":\"h\"}").expectProblem(409, "group-exists");
  }

  @Test
  void tellsTheLagInSeconds() {
    createWith(0);
    assertThat(view().getDouble("lag_seconds")).isZero();
    publish(stream, 2);
    long deadline = System.nanoTime() + SECONDS.toNanos(10);

    while (view().getDouble("lag_seconds") < 0.05) {
      assertThat(System.nanoTime()).isLessThan(deadline);
    }

    assertThat(view().getDouble("lag_seconds")).isLessThan(10);
    seek("{\"to\":\"latest\"}");
    assertThat(view().getDouble("lag_seconds")).isZero();
  }

  @Test
  void refusesWhatIsNone() {
    createWith(1);

    client.post(group + "/seek", "{\"to\":0,\"dry_run\":1}").expectInvalid("dry_run");
    client.post(group + "/pause", "{\"partitions\":[]}").expectInvalid("partitions");
    client.post(group + "/pause", "{\"partitions\":[2]}").expectInvalid("partitions");
    client.post(group + "/resume", "{\"all\":true}").expectInvalid("all");
    client.post(group + "/copy", "{}").expectInvalid("to");
    client.post(group + "/copy", "{\"to\":\"-\"}").expectInvalid("to");
    client.post(stream + "/group/none/pause").expectProblem(404, "group-not-found");
    client
        .post(stream + "/group/none/copy", "{\"to\":\"h\"}")
        .expectProblem(404, "group-not-found");
  }
}
