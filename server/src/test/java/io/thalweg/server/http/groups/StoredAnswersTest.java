package io.thalweg.server.http.groups;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.server.http.GatewayTest;
import io.thalweg.server.testing.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever tells that something is stored tells what that has reached; nothing else does. */
class StoredAnswersTest extends GatewayTest {
  private static final String EVENT = "{\"event\":\"a\",\"data\":1}";

  private String stream;
  private String group;
  private String queue;

  @BeforeEach
  void createStreamAndGroups() {
    stream = newStream("{\"partitions\":1}");
    group = stream + "/group/g";
    queue = stream + "/group/q";
    client.post(group).expect(201);
    client.post(queue, "{\"mode\":\"shared\"}").expect(201);
    publish(stream, 3);
  }

  private static void assertNamesDurability(Answer answer) {
    assertThat(answer.header("thalweg-durability")).isEqualTo("memory");
  }

  private static void assertNamesNone(Answer answer) {
    assertThat(answer.header("thalweg-durability")).isNull();
  }

  @Test
  void changesOfStreamsDo() {
    String other = stream + "-other";

    assertNamesDurability(client.put(other, "{}").expect(201));
    assertNamesNone(client.put(other, "{}").expect(200));
    assertNamesDurability(client.patch(other, "{\"retention_hours\":1}").expect(200));
    assertNamesDurability(client.post(other + "/publish", EVENT).expect(200));
    assertNamesDurability(client.post(other + "/producer/p").expect(200));
    assertNamesDurability(client.delete(other).expect(200));
    assertNamesDurability(client.post(other).expect(201));
    assertNamesNone(client.get(other + "/info").expect(200));
  }

  private Answer commitOne() {
    long generation =
        client.get(group + "/consume?limit=1&consumer=c0").expect(200).json().getLong("generation");
    return client
        .post(
            group + "/commit",
            "{\"consumer\":\"c0\",\"generation\":" + generation + ",\"offset\":1}")
        .expect(200);
  }

  @Test
  void changesOfGroupsDo() {
    assertNamesDurability(commitOne());
    assertNamesDurability(
        client.post(group + "/seek", "{\"to\":\"earliest\",\"force\":true}").expect(200));
    assertNamesNone(
        client
            .post(group + "/seek", "{\"to\":\"latest\",\"dry_run\":true,\"force\":true}")
            .expect(200));
    assertNamesDurability(client.post(group + "/pause", "{}").expect(200));
    assertNamesDurability(client.post(group + "/resume", "{}").expect(200));
    assertNamesDurability(client.post(group + "/copy", "{\"to\":\"h\"}").expect(201));
    assertNamesDurability(client.post(group + "/member/c1").expect(201));
    assertNamesDurability(client.post(group + "/member/c1").expect(200)); // fences who was c1
    assertNamesNone(client.post(group + "/member/c1/heartbeat").expect(200));
    assertNamesDurability(client.delete(group + "/member/c1").expect(200));
    assertNamesNone(client.get(group).expect(200));
    assertNamesDurability(client.delete(stream + "/group/h").expect(200));
  }

  @Test
  void whatIsSettledInASharedGroupDoes() {
    Answer leased = client.get(queue + "/consume?limit=3").expect(200);
    assertThat(leased.events()).hasSize(3);

    assertNamesDurability(settle("extend", leased, 0));
    assertNamesDurability(settle("ack", leased, 0));
    assertNamesDurability(settle("nack", leased, 1));
  }

  private Answer settle(String word, Answer leased, long offset) {
    JsonObject body =
        new JsonObject()
            .put("token", leased.json().getLong("token"))
            .put("offsets", new JsonArray().add(offset));
    return client.post(queue + "/" + word, body.encode()).expect(200);
  }
}
