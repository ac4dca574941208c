package io.thalweg.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.server.testing.Answer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class StreamRoutesTest extends GatewayTest {

  @Test
  void createsListsDescribesAndDeletes() {
    JsonObject created =
        client
            .post("/stream/notifications", "{\"partitions\":3,\"retention_hours\":48}")
            .expect(201)
            .json();
    assertThat(created.getString("name")).isEqualTo("notifications");
    assertThat(created.getInteger("partitions")).isEqualTo(3);

    JsonObject list = client.get("/stream/list?prefix=notif").expect(200).json();
    assertThat(list.encode()).isEqualTo("{\"streams\":[\"notifications\"],\"count\":1}");

    JsonObject info = client.get("/stream/notifications/info").expect(200).json();
    assertThat(info.getInteger("retention_hours")).isEqualTo(48);
    assertThat(info.getInteger("message_count")).isZero();
    assertThat(info.getInteger("min_offset")).isZero();
    assertThat(info.getInteger("max_offset")).isEqualTo(-1);
    assertThat(info.getInteger("next_offset")).isZero();
    assertThat(info.getString("dedup_window")).isEqualTo("2m");
    assertThat(info.getString("created_at")).endsWith("Z");

    client.delete("/stream/notifications").expect(200);
    client.get("/stream/notifications/info").expectProblem(404, "stream-not-found");
    client.delete("/stream/notifications").expectProblem(404, "stream-not-found");
  }

  @Test
  void createsWithoutABody() {
    JsonObject created = client.post("/stream/defaults").expect(201).json();

    assertThat(created.getInteger("partitions")).isEqualTo(1);
    assertThat(created.getInteger("retention_hours")).isEqualTo(24);
    client.post("/stream/defaults").expectProblem(409, "stream-exists");
  }

  @Test
  void putIsTheSameTheSecondTime() {
    String settings = "{\"partitions\":2,\"dedup_window\":\"90s\"}";

    assertThat(client.put("/stream/put", settings).expect(201).json().getBoolean("created"))
        .isTrue();
    assertThat(client.put("/stream/put", settings).expect(200).json().getBoolean("created"))
        .isFalse();
    Answer other = client.put("/stream/put", "{\"partitions\":3}");
    other.expectProblem(409, "stream-exists");
    assertThat(other.json().getString("detail"))
        .contains("partitions is 2, dedup_window is 90s")
        .doesNotContain("retention");
  }

  @Test
  void patchChangesOnlyWhatItNames() {
    String stream = newStream("{\"partitions\":2,\"retention_hours\":1,\"retention_bytes\":5000}");

    JsonObject patched =
        client
            .patch(stream, "{\"partitions\":4,\"retention_hours\":0,\"retention_events\":10}")
            .expect(200)
            .json();

    assertThat(patched.getInteger("partitions")).isEqualTo(4);
    assertThat(patched.getInteger("retention_hours")).isZero();
    assertThat(patched.getInteger("retention_bytes")).isEqualTo(5000);
    assertThat(patched.getInteger("retention_events")).isEqualTo(10);
    client.patch(stream, "{\"partitions\":1}").expectInvalid("partitions");
    client.patch("/stream/none", "{}").expectProblem(404, "stream-not-found");
  }

  @Test
  void refusesSettingsThatAreNone() {
    String[][] refused = {
      {"{\"partitions\":0}", "partitions"},
      {"{\"partitions\":10001}", "partitions"},
      {"{\"partitions\":\"1\"}", "partitions"},
      {"{\"partitions\":1.5}", "partitions"},
      {"{\"partitions\":null}", "partitions"},
      {"{\"partitions\":99999999999999999999}", "partitions"},
      {"{\"partitions\":1,\"partitions\":1}", "partitions"},
      {"{\"retention_hours\":-1}", "retention_hours"},
      {"{\"retention_hours\":1e2}", "retention_hours"},
      {"{\"retention_hours\":9223372036854775807}", "retention_hours"},
      {"{\"retention_bytes\":-1}", "retention_bytes"},
      {"{\"retention_events\":true}", "retention_events"},
      {"{\"dedup_window\":5}", "dedup_window"},
      {"{\"dedup_window\":\"5\"}", "dedup_window"},
      {"{\"dedup_window\":\"25h\"}", "dedup_window"},
      {"{\"dedup_window\":\"999999999999999d\"}", "dedup_window"},
      {"{\"retention\":1}", "retention"},
      {"{\"a\\u0000\":1}", "a\0"},
      {"[]", "body"},
      {"{", "body"},
      {"{}x", "body"},
      {"nonsense", "body"},
    };
    for (String[] settings : refused) {
      client.post("/stream/refused", settings[0]).expectInvalid(settings[1]);
    }
    client.get("/stream/refused/info").expectProblem(404, "stream-not-found");
  }

  @Test
  void refusesNamesThatAreNone() {
    for (String name :
        new String[] {"list", "-a", "a%2Fb", "a%00", "%C3%BC", "a%20b", "_a", "a".repeat(201)}) {
      client.post("/stream/" + name).expectInvalid("stream");
    }
    client.post("/stream/..").expectProblem(404, "path-not-found");
    client.post("/stream/%2e").expectProblem(404, "path-not-found");
    client.post("/stream/" + "a".repeat(200)).expect(201);
  }

  @Test
  void listsPageByPage() {
    for (String name : new String[] {"page-a", "page-b", "page-c"}) {
      client.post("/stream/" + name).expect(201);
    }

    JsonObject first = client.get("/stream/list?prefix=page-&limit=2").expect(200).json();
    JsonObject second =
        client
            .get("/stream/list?prefix=page-&limit=2&after=" + first.getString("next_after"))
            .expect(200)
            .json();

    assertThat(first.getJsonArray("streams").encode()).isEqualTo("[\"page-a\",\"page-b\"]");
    assertThat(second.getJsonArray("streams").encode()).isEqualTo("[\"page-c\"]");
    assertThat(second.containsKey("next_after")).isFalse();
    client.get("/stream/list?limit=0").expectInvalid("limit");
    client.get("/stream/list?sort=name").expectInvalid("sort");
  }

  @Test
  void countsEventsAndReaders() {
    String stream = newStream("{\"partitions\":2}");
    publish(stream, 3);
    client.get(stream + "/consume/one").expect(200);
    client.get(stream + "/consume/one").expect(200);
    client.get(stream + "/consume/two").expect(200);

    JsonObject stats = client.get(stream + "/stats").expect(200).json();

    assertThat(stats.getInteger("message_count")).isEqualTo(3);
    assertThat(stats.getInteger("max_offset")).isEqualTo(2);
    assertThat(stats.getInteger("subscribers")).isEqualTo(2);
    assertThat(stats.getJsonArray("partitions").encode())
        .isEqualTo(
            "[{\"partition\":0,\"message_count\":2,\"min_offset\":0,\"max_offset\":2},"
                + "{\"partition\":1,\"message_count\":1,\"min_offset\":1,\"max_offset\":1}]");
  }
}
