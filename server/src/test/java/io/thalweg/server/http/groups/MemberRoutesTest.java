package io.thalweg.server.http.groups;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.server.http.GatewayTest;
import io.thalweg.server.testing.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Coming, living and going of members, over HTTP. */
class MemberRoutesTest extends GatewayTest {
  private String stream;
  private String group;

  @BeforeEach
  void createStream() {
    stream = newStream("{\"partitions\":2}");
    group = stream + "/group/g";
  }

  private void createGroup(String settings) {
    client.post(group, settings).expect(201);
  }

  private static String partitions(Answer answer) {
    return answer.json().getJsonArray("partitions").encode();
  }

  private List<Long> consume(String query) {
    return offsets(client.get(group + "/consume?" + query));
  }

  private static List<Long> offsets(Answer answer) {
    return answer.expect(200).events().stream()
        .map(event -> ((JsonObject) event).getLong("offset"))
        .toList();
  }

  @Test
  void joinsLivesAndLeaves() {
    createGroup("{}");

    JsonObject joined = client.post(group + "/member/c1").expect(201).json();
    JsonObject beat = client.post(group + "/member/c1/heartbeat").expect(200).json();

    assertThat(joined.getString("consumer")).isEqualTo("c1");
    assertThat(joined.getBoolean("joined")).isTrue();
    assertThat(joined.getJsonArray("partitions").encode()).isEqualTo("[0,1]");
    assertThat(joined.getString("session_timeout")).isEqualTo("30s");
    assertThat(beat.getLong("generation")).isEqualTo(joined.getLong("generation"));
    assertThat(client.post(group + "/member/c1").expect(200).json().getBoolean("joined")).isFalse();
    client.delete(group + "/member/c1").expect(200);
    client.post(group + "/member/c1/heartbeat").expectProblem(404, "member-not-found");
  }

  @Test
  void refusesWhatIsNone() {
    createGroup("{}");

    client.post(group + "/member/c1", "{\"partitions\":[0]}").expectInvalid("partitions");
    client.post(group + "/member/c1/heartbeat", "{\"x\":1}").expectInvalid("x");
    client.post(group + "/member/-").expectInvalid("consumer");
    client.post(stream + "/group/none/member/c1").expectProblem(404, "group-not-found");
  }

  @Test
  void tellsMembersForWhomNothingIsLeft() {
    createGroup("{}");
    client.post(group + "/member/c1").expect(201);
    client.post(group + "/member/c2").expect(201);
    client.post(group + "/member/c1/heartbeat").expect(200);

    JsonObject third = client.post(group + "/member/c3").expect(201).json();
    JsonObject page = client.get(group + "/consume?consumer=c3").expect(200).json();

    assertThat(third.getBoolean("idle")).isTrue();
    assertThat(page.getBoolean("idle")).isTrue();
    assertThat(page.getJsonArray("partitions")).isEmpty();
    JsonObject second = client.get(group + "/consume?consumer=c2").expect(200).json();
    assertThat(second.containsKey("idle")).isFalse();
    assertThat(second.getJsonArray("partitions").encode()).isEqualTo("[1]");
  }

  @Test
  void aMemberThatIsRestartedKeepsItsPartitionsAndStartsAtTheCommit() {
    createGroup("{}");
    publish(stream, 4);
    client.post(group + "/member/c1").expect(201);
    client.post(group + "/member/c2").expect(201);
    long before =
        client.get(group + "/consume?consumer=c1&auto_commit=false").json().getLong("generation");

    Answer back = client.post(group + "/member/c1").expect(200);

    assertThat(partitions(back)).isEqualTo("[0]");
    assertThat(consume("consumer=c1")).containsExactly(0L, 2L);
    client
        .post(
            group + "/commit",
            "{\"consumer\":\"c1\",\"generation\":" + before + ",\"offsets\":{\"0\":1}}")
        .expectProblem(409, "fenced");
  }

  @Test
  void assignsAsTheGroupSays() {
    for (String[] each :
        new String[][] {{"sticky", "[0,1]"}, {"range", "[0,1]"}, {"round_robin", "[0,2]"}}) {
      String wide = newStream("{\"partitions\":4}");
      String here = wide + "/group/g";
      JsonObject created =
          client.post(here, "{\"assignment\":\"" + each[0] + "\"}").expect(201).json();
      assertThat(created.getString("assignment")).isEqualTo(each[0]);
      client.post(here + "/member/c1").expect(201);
      client.post(here + "/member/c2").expect(201);

      Answer first = client.post(here + "/member/c1/heartbeat").expect(200);

      assertThat(partitions(first)).as(each[0]).isEqualTo(each[1]);
    }
  }

  @Test
  void handsOverInUnderASecondAndRepeatsNothing() throws Exception {
    createGroup("{}");
    publish(stream, 10);
    List<Long> all = new ArrayList<>(consume("consumer=c1&limit=4"));
    CompletableFuture<Answer> toSecond = client.getLater(group + "/consume?consumer=c2&wait=10s");
    awaitMembers(2);

    long startedAt = System.nanoTime();
    all.addAll(consume("consumer=c1&limit=100"));
    all.addAll(offsets(toSecond.get(10, SECONDS)));
    long tookMs = (System.nanoTime() - startedAt) / 1_000_000;
    publish(stream, 6);
    all.addAll(consume("consumer=c1"));
    all.addAll(consume("consumer=c2"));

    assertThat(all).doesNotHaveDuplicates().hasSize(16);
    assertThat(tookMs).isLessThan(1_000);
  }

  @Test
  void takesOverFromADeadMemberExactlyAtTheCommit() throws Exception {
    createGroup("{\"session_timeout\":\"1s\"}");
    publish(stream, 8);
    consume("consumer=dead&limit=4");
    List<Long> uncommitted = consume("consumer=dead&limit=2");
    long diedAt = System.nanoTime();

    List<Long> taken = new ArrayList<>();
    while (taken.isEmpty()) {
      assertThat(System.nanoTime() - diedAt).isLessThan(SECONDS.toNanos(10));
      taken.addAll(consume("consumer=heir&wait=400ms"));
    }
    long tookMs = (System.nanoTime() - diedAt) / 1_000_000;

    assertThat(uncommitted).containsExactly(4L, 5L);
    assertThat(taken).containsExactly(4L, 5L, 6L, 7L);
    assertThat(tookMs).isLessThan(2_000);
  }

  private void awaitMembers(int count) {
    long deadline = System.nanoTime() + SECONDS.toNanos(10);
    JsonArray members = new JsonArray();
    while (members.size() < count) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      members = client.get(group).json().getJsonArray("members");
    }
  }
}
