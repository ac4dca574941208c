package io.thalweg.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.server.testing.Backend;
import io.thalweg.server.testing.TestedBackends;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The first hour with Thalweg, call by call, on every backend. */
@ParameterizedClass
@EnumSource(Backend.class)
@ExtendWith(TestedBackends.class)
class GuideIT {
  private static final String SIGNUP =
      "{\"event\":\"user.signup\",\"data\":\"New user registered\"}";
  private static final String KEYED =
      "{\"event\":\"user.signup\",\"data\":\"New user registered\",\"partition_key\":\"user-123\"}";

  @Parameter Backend backend;
  @TempDir Path folder;
  private ServerProcess server;
  private TestClient client;

  @BeforeEach
  void start() {
    server = new ServerProcess(folder, backend.flags(folder)).start();
    client = new TestClient(server.address());
  }

  @AfterEach
  void end() {
    server.close();
  }

  @Test
  void createsListsDescribesAndDeletesAStream() {
    JsonObject created = createNotifications(1);
    JsonObject list = client.get("/stream/list");
    JsonObject info = client.get("/stream/notifications/info");
    client.delete("/stream/notifications");

    assertThat(created.getString("name")).isEqualTo("notifications");
    assertThat(list.getJsonArray("streams")).isEqualTo(new JsonArray().add("notifications"));
    assertThat(info.getInteger("partitions")).isEqualTo(1);
    assertThat(info.getInteger("retention_hours")).isEqualTo(24);
    assertThat(client.get("/stream/list").getInteger("count")).isZero();
    assertThat(client.call("GET", "/stream/notifications/info", "").statusCode()).isEqualTo(404);
  }

  @Test
  void publishesAndConsumesInOrder() {
    createNotifications(1);

    JsonObject first = client.post("/stream/notifications/publish", SIGNUP);
    JsonObject second = client.post("/stream/notifications/publish", KEYED);
    JsonObject page = client.get("/stream/notifications/consume/user-1?from_offset=0&limit=10");

    assertThat(first.getBoolean("success")).isTrue();
    assertThat(first.getLong("offset")).isZero();
    assertThat(second.getLong("offset")).isEqualTo(1);
    assertThat(offsets(page.getJsonArray("events"))).containsExactly(0L, 1L);
    JsonObject event = page.getJsonArray("events").getJsonObject(1);
    assertThat(event.getString("event")).isEqualTo("user.signup");
    assertThat(event.getString("data")).isEqualTo("New user registered");
    assertThat(event.getString("partition_key")).isEqualTo("user-123");
    assertThat(page.getLong("next_offset")).isEqualTo(2);
  }

  @Test
  void pushesHistoryThenLiveAndReconnectsBehindTheLastEvent() {
    createNotifications(4);
    publish(10);
    EventSocket socket = client.socket("/stream/notifications/ws/user-1?from_offset=0");

    List<JsonObject> history = socket.take(10);
    publish(1);
    long last = socket.take(1).get(0).getLong("offset");
    socket.close();
    publish(3);
    EventSocket again = client.socket("/stream/notifications/ws/user-1?from_offset=" + (last + 1));

    assertThat(history)
        .extracting(event -> event.getLong("offset"))
        .containsExactlyElementsOf(java.util.stream.LongStream.range(0, 10).boxed().toList());
    assertThat(last).isEqualTo(10);
    assertThat(again.take(3))
        .extracting(event -> event.getLong("offset"))
        .containsExactly(11L, 12L, 13L);
    again.close();
  }

  @Test
  void aGroupGetsEachEventOnce() {
    createNotifications(1);
    publish(15);

    client.call("POST", "/stream/notifications/group/email-service", "");
    JsonObject groups = client.get("/stream/notifications/groups");
    JsonObject first = client.get("/stream/notifications/group/email-service/consume?limit=10");
    JsonObject second = client.get("/stream/notifications/group/email-service/consume?limit=10");

    assertThat(groups.getJsonArray("groups")).isEqualTo(new JsonArray().add("email-service"));
    assertThat(offsets(first.getJsonArray("events"))).hasSize(10).startsWith(0L);
    assertThat(offsets(second.getJsonArray("events"))).containsExactly(10L, 11L, 12L, 13L, 14L);
  }

  @Test
  void countsExactlyByPartition() {
    createNotifications(3);
    publish(30);

    JsonObject stats = client.get("/stream/notifications/stats");

    assertThat(stats.getLong("message_count")).isEqualTo(30);
    assertThat(stats.getLong("min_offset")).isZero();
    assertThat(stats.getLong("max_offset")).isEqualTo(29);
    assertThat(stats.getInteger("subscribers")).isZero();
    assertThat(stats.getJsonArray("partitions"))
        .hasSize(3)
        .allSatisfy(
            partition ->
                assertThat(((JsonObject) partition).getLong("message_count")).isEqualTo(10));
  }

  @Test
  void everythingSurvivesKillAndRestart() {
    createNotifications(3);
    publish(30);
    client.call("POST", "/stream/notifications/group/email-service", "");
    client.get("/stream/notifications/group/email-service/consume?limit=10");
    JsonObject info = client.get("/stream/notifications/info");
    JsonObject page = client.get("/stream/notifications/consume/user-1?from_offset=0");
    Patience.await(
        "what was answered is committed",
        () -> client.get("/stream/notifications/group/email-service").getLong("lag") == 20);

    server.kill();
    server.restart();

    assertThat(client.get("/stream/notifications/info")).isEqualTo(info);
    assertThat(client.get("/stream/notifications/consume/user-1?from_offset=0")).isEqualTo(page);
    assertThat(client.get("/stream/notifications/groups").getJsonArray("groups"))
        .isEqualTo(new JsonArray().add("email-service"));
    JsonObject rest = client.get("/stream/notifications/group/email-service/consume?limit=100");
    assertThat(offsets(rest.getJsonArray("events"))).hasSize(20);
    assertThat(client.post("/stream/notifications/publish", SIGNUP).getLong("offset"))
        .isEqualTo(30);
  }

  @Test
  void drainsWhenToldToStop() {
    createNotifications(1);
    EventSocket socket = client.socket("/stream/notifications/ws/user-1?from_offset=0");
    publish(1);
    socket.take(1);

    int status = server.terminate();

    assertThat(status).isZero();
    assertThat(socket.awaitClose()).startsWith("1001 ").hasSizeGreaterThan("1001 ".length());
  }

  private JsonObject createNotifications(int partitions) {
    return TestClient.expect(
        201,
        client.call(
            "POST",
            "/stream/notifications",
            "{\"partitions\":" + partitions + ",\"retention_hours\":24}"));
  }

  private void publish(int events) {
    for (int i = 0; i < events; i++) {
      client.post("/stream/notifications/publish", SIGNUP);
    }
  }

  private static List<Long> offsets(JsonArray events) {
    return events.stream().map(event -> ((JsonObject) event).getLong("offset")).toList();
  }
}
