package io.thalweg.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.server.testing.Backend;
import io.thalweg.server.testing.TestedBackends;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What groups offer is offered by the node that does not coordinate them as well. */
@ParameterizedClass
@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FILE")
@ExtendWith(TestedBackends.class)
class GroupsThroughAnyNodeIT {
  /** So long that nobody loses a partition by it. */
  private static final String PATIENT = "{\"session_timeout\":\"1h\"}";

  @TempDir static Path folder;
  private static Nodes nodes;
  private static TestClient coordinator;
  private static TestClient follower;

  @Parameter Backend backend;

  @BeforeParameterizedClassInvocation
  static void start(Backend backend) throws IOException {
    Path own = Files.createDirectory(folder.resolve(backend.name()));
    nodes = Nodes.two(own, backend.flags(own));
    coordinator = new TestClient(nodes.coordinator().address());
    follower = new TestClient(nodes.follower().address());
  }

  @AfterParameterizedClassInvocation
  static void end() {
    nodes.close();
  }

  private static String create(String stream, String settings) {
    String path = "/stream/" + stream;
    TestClient.expect(201, follower.call("POST", path, "{\"partitions\":2}"));
    TestClient.expect(201, follower.call("POST", path + "/group/g", settings));
    return path;
  }

  private static void publish(TestClient node, String stream, int events) {
    JsonArray batch = new JsonArray();
    for (int i = 0; i < events; i++) {
      batch.add(new JsonObject().put("event", "tick").put("data", i));
    }
    node.post(stream + "/publish", batch.encode());
  }

  private static List<Long> offsets(List<JsonObject> events) {
    return events.stream().map(event -> event.getLong("offset")).toList();
  }

  private static List<Long> consumed(JsonObject page) {
    return offsets(page.getJsonArray("events").stream().map(JsonObject.class::cast).toList());
  }

  private static void awaitOffset(EventSocket socket, long offset) {
    socket.await("offset " + offset, message -> offset == message.getLong("offset", -1L));
  }

  private static void awaitAssignment(EventSocket socket, String partitions, String revoking) {
    socket.await(
        "assignment of " + partitions,
        message ->
            "assignment".equals(message.getString("control"))
                && message.getJsonArray("partitions").encode().equals(partitions)
                && message.getJsonArray("revoking").encode().equals(revoking));
  }

  @Test
  void pushesToMembersOfBothNodes() {
    String stream = create("pushed", PATIENT);
    String group = stream + "/group/g";
    publish(coordinator, stream, 4);

    EventSocket first = follower.socket(group + "/ws/first?control=true");
    awaitAssignment(first, "[0,1]", "[]");
    assertThat(offsets(first.take(4))).containsExactly(0L, 1L, 2L, 3L);
    first.ack(2);
    assertThat(first.awaitControl("committed").getJsonObject("committed").getLong("0"))
        .isGreaterThanOrEqualTo(3);
    assertThat(coordinator.get(group).getLong("lag")).isEqualTo(2);

    EventSocket second = coordinator.socket(group + "/ws/second?control=true");
    awaitAssignment(first, "[0,1]", "[1]");
    first.ack(3);
    awaitAssignment(first, "[0]", "[]");
    awaitAssignment(second, "[1]", "[]");
    publish(follower, stream, 2);
    awaitOffset(first, 4);
    awaitOffset(second, 5);

    first.close();
    awaitAssignment(second, "[0,1]", "[]");
    awaitOffset(second, 4);
    second.ack(4);
    second.ack(5);
    Patience.await("all is committed", () -> follower.get(group).getLong("lag") == 0);
    second.close();
  }

  @Test
  void movesPausesAndCopiesPositions() {
    String stream = create("moved", PATIENT);
    String group = stream + "/group/g";
    publish(follower, stream, 6);
    EventSocket member = coordinator.socket(group + "/ws/member?control=true");
    awaitOffset(member, 5);

    JsonObject sought = follower.post(group + "/seek", "{\"to\":4,\"force\":true}");
    assertThat(sought.getJsonObject("committed").encode()).isEqualTo("{\"0\":4,\"1\":4}");
    awaitOffset(member, 4);
    assertThat(follower.post(group + "/pause", "{\"partitions\":[1]}").getJsonArray("paused"))
        .containsExactly(1);
    assertThat(
            member
                .await("the pause", message -> message.containsKey("paused"))
                .getJsonArray("paused"))
        .containsExactly(1);
    JsonObject copy =
        TestClient.expect(201, follower.call("POST", group + "/copy", "{\"to\":\"copy\"}"));
    assertThat(copy.getLong("lag")).isEqualTo(2);
    assertThat(consumed(coordinator.get(stream + "/group/copy/consume")))
        .isEqualTo(List.of(4L, 5L));

    member.close();
    Patience.await(
        "the member is gone", () -> follower.get(group).getJsonArray("members").isEmpty());
    assertThat(consumed(follower.get(group + "/consume?consumer=c"))).isEqualTo(List.of(4L));
    assertThat(follower.post(group + "/resume", "").getJsonArray("paused")).isEmpty();
    assertThat(consumed(coordinator.get(group + "/consume?consumer=c"))).isEqualTo(List.of(5L));
  }

  @Test
  void settlesBuriesAndReplays() {
    String stream = create("buried", "{\"mode\":\"shared\",\"max_deliveries\":2}");
    String group = stream + "/group/g";
    publish(follower, stream, 1);
    giveBack(follower, follower.get(group + "/consume"), "busy");
    JsonObject again = coordinator.get(group + "/consume?wait=10s");
    assertThat(again.getJsonArray("events").getJsonObject(0).getInteger("delivery")).isEqualTo(2);

    giveBack(follower, again, "no such customer");

    Patience.await("it is buried", () -> follower.get(group).getLong("dead") == 1);
    JsonObject letters = coordinator.get(stream + ".g.dead/consume/reader");
    assertThat(
            letters
                .getJsonArray("events")
                .getJsonObject(0)
                .getJsonObject("headers")
                .getString("thalweg-dead-reason"))
        .isEqualTo("no such customer");
    assertThat(follower.post(group + "/replay-dead", "").getInteger("replayed")).isOne();
    JsonObject replayed = follower.get(group + "/consume?wait=10s");
    assertThat(consumed(replayed)).isEqualTo(List.of(1L));
    JsonObject fate =
        follower.post(group + "/ack", "{\"token\":" + replayed.getLong("token") + "}");
    assertThat(fate.getJsonArray("accepted")).containsExactly(1);
    assertThat(coordinator.get(group).getLong("lag")).isZero();
  }

  private static void giveBack(TestClient node, JsonObject page, String reason) {
    JsonObject word =
        new JsonObject()
            .put("token", page.getLong("token"))
            .put("delay", "100ms")
            .put("reason", reason);
    JsonObject fate = node.post("/stream/buried/group/g/nack", word.encode());
    assertThat(fate.getJsonArray("accepted")).containsExactly(0);
  }
}
