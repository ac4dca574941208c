package io.thalweg.server.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.server.http.GatewayOptions;
import io.thalweg.server.testing.ApiDescription;
import io.thalweg.server.testing.Backend;
import io.thalweg.server.testing.RawConnection;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Members that are pushed to, on a real server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GroupSocketTest {
  private PushServer server;
  private int streams;
  private StreamName stream;
  private String group;

  @BeforeAll
  void start(@TempDir Path folder) {
    server =
        new PushServer(
            PushOptions.DEFAULT, GatewayOptions.DEFAULT, Backend.storageOf(getClass(), folder));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void createStream() {
    stream = server.create("orders-" + ++streams, new StreamConfig(2, 0, 0, 0, 0));
    group = "/stream/" + stream + "/group/g";
  }

  private TestSocket open(String consumerAndQuery) {
    return server.open(group + "/ws/" + consumerAndQuery);
  }

  private void create(String settings) {
    server.http.post(group, settings).expect(201);
  }

  private JsonObject view() {
    return server.http.get(group).expect(200).json();
  }

  private static void ack(TestSocket socket, long offset) {
    say(socket, "{\"ack\":" + offset + "}");
  }

  private static void say(TestSocket socket, String message) {
    ApiDescription.SERVED.checkText("MemberMessage", message);
    socket.socket.writeTextMessage(message);
  }

  private void awaitLag(long lag) {
    PushServer.await("lag " + lag, () -> view().getLong("lag") == lag);
  }

  private void awaitMembers(int count) {
    PushServer.await("members", () -> view().getJsonArray("members").size() == count);
  }

  private static List<JsonObject> controls(TestSocket socket, String kind) {
    return socket.texts().stream()
        .map(JsonObject::new)
        .filter(message -> kind.equals(message.getString("control")))
        .toList();
  }

  private static List<Long> offsets(TestSocket socket) {
    return socket.texts().stream()
        .map(JsonObject::new)
        .filter(message -> message.containsKey("offset"))
        .map(message -> message.getLong("offset"))
        .toList();
  }

  private static void awaitOffsets(TestSocket socket, int count) {
    PushServer.await(count + " events", () -> offsets(socket).size() >= count);
  }

  @Test
  void pushesAndCommitsWhatIsAcknowledged() {
    create("{}");
    server.publish(stream, 4);
    TestSocket socket = open("a");

    assertThat(socket.awaitOffsets(4)).containsExactly(0L, 1L, 2L, 3L);
    assertThat(view().getLong("lag")).isEqualTo(4);
    ack(socket, 2);
    awaitLag(2);
    ack(socket, 3);
    awaitLag(0);
    server.publish(stream, 1);

    assertThat(socket.awaitOffsets(5)).endsWith(4L);
  }

  @Test
  void boundsWhatIsInFlight() {
    create("{}");
    server.publish(stream, 20);
    TestSocket socket = open("a?max_in_flight=3&control=true");
    awaitOffsets(socket, 3);
    awaitMembers(1);

    assertThat(offsets(socket)).containsExactly(0L, 1L, 2L);
    ack(socket, 0);
    awaitOffsets(socket, 4);
    ack(socket, 2);
    ack(socket, 1);
    awaitOffsets(socket, 6);

    PushServer.await("commits", () -> view().getLong("lag") == 17);
    assertThat(offsets(socket)).containsExactlyElementsOf(upTo(6));
  }

  private static List<Long> upTo(int end) {
    return LongStream.range(0, end).boxed().toList();
  }

  @Test
  void deliversAgainFromARefusedEventOn() {
    create("{}");
    server.publish(stream, 6);
    TestSocket socket = open("a");
    socket.awaitOffsets(6);
    ack(socket, 1);

    say(socket, "{\"nack\":2}");
    socket.await(8);
    server.publish(stream, 1);

    assertThat(socket.awaitOffsets(9)).startsWith(0L, 1L, 2L, 3L, 4L, 5L, 2L, 4L).endsWith(6L);
    ack(socket, 5);
    ack(socket, 6);
    awaitLag(0);
  }

  @Test
  void handsOverWithoutRepeatingInUnderASecond() {
    create("{}");
    server.publish(stream, 10);
    TestSocket first = open("a?control=true");
    awaitOffsets(first, 10);

    TestSocket second = open("b?control=true");
    PushServer.await(
        "the revocation",
        () ->
            controls(first, "assignment").stream()
                .anyMatch(told -> told.getJsonArray("revoking").contains(1)));
    long startedAt = System.nanoTime();
    ack(first, 8);
    ack(first, 9);
    server.publish(stream, 2);
    awaitOffsets(first, 11);
    awaitOffsets(second, 1);
    long tookMs = (System.nanoTime() - startedAt) / 1_000_000;

    assertThat(offsets(first)).containsExactlyElementsOf(upTo(11));
    assertThat(offsets(second)).containsExactly(11L);
    assertThat(tookMs).isLessThan(1_000);
  }

  @Test
  void aClosedSocketFreesItsPartitionsAtOnce() {
    create("{\"session_timeout\":\"1h\"}");
    server.publish(stream, 4);
    TestSocket dead = open("a");
    dead.awaitOffsets(4);
    TestSocket heir = open("b");
    awaitMembers(2);
    ack(dead, 2);

    long startedAt = System.nanoTime();
    dead.socket.close();

    assertThat(heir.awaitOffsets(2)).containsExactly(1L, 3L);
    assertThat((System.nanoTime() - startedAt) / 1_000_000).isLessThan(1_000);
    awaitMembers(1);
  }

  @Test
  void aSocketThatIsSilentIsTakenForDeadWithinTheSessionTimeout() throws IOException {
    create("{\"session_timeout\":\"1s\"}");
    server.publish(stream, 4);
    try (Socket silent = RawSocket.open(server.server.port(), group + "/ws/a")) {
      awaitMembers(1);
      long startedAt = System.nanoTime();
      TestSocket heir = open("b");

      heir.awaitOffsets(4);

      assertThat((System.nanoTime() - startedAt) / 1_000_000).isLessThan(2_000);
      assertThat(silent.isClosed()).isFalse();
    }
  }

  @Test
  void aSilentSocketIsTakenForDeadAlthoughItIsToldOfHeartbeats() throws IOException {
    create("{\"session_timeout\":\"1s\"}");
    server.publish(stream, 4);
    try (Socket silent = RawSocket.open(server.server.port(), group + "/ws/a?control=true")) {
      awaitMembers(1);
      TestSocket heir = open("b");

      heir.awaitOffsets(4);

      assertThat(silent.isClosed()).isFalse();
      awaitMembers(1);
    }
  }

  @Test
  void keepsItsSessionByBeingThere() {
    create("{\"session_timeout\":\"1s\"}");
    TestSocket socket = open("a?max_in_flight=1");
    server.publish(stream, 2);
    socket.awaitOffsets(1);

    PushServer.pause(1_500);

    assertThat(view().getJsonArray("members")).hasSize(1);
    ack(socket, 0);
    assertThat(socket.awaitOffsets(2)).containsExactly(0L, 1L);
  }

  @Test
  void takesAwayWhatIsNotAcknowledgedForASessionTimeout() {
    create("{\"session_timeout\":\"1s\"}");
    server.publish(stream, 2);
    TestSocket slow = open("a?control=true");
    awaitOffsets(slow, 2);

    TestSocket other = open("b");

    assertThat(other.awaitOffsets(1)).containsExactly(1L);
    PushServer.await("it is told", () -> !controls(slow, "lost").isEmpty());
    assertThat(controls(slow, "lost"))
        .singleElement()
        .satisfies(
            lost -> {
              assertThat(lost.getInteger("partition")).isOne();
              assertThat(lost.getString("reason")).contains("session timeout");
            });
    ack(slow, 0);
    ack(slow, 1);
    ack(other, 1);
    awaitLag(0);
    assertThat(slow.isClosed()).isFalse();
  }

  @Test
  void aLaterSocketOfTheSameConsumerTakesOver() {
    create("{}");
    server.publish(stream, 2);
    TestSocket former = open("a");
    former.awaitOffsets(2);

    TestSocket later = open("a");

    assertThat(former.awaitClose(4409)).contains("took over");
    assertThat(later.awaitOffsets(2)).containsExactly(0L, 1L);
    ack(later, 0);
    ack(later, 1);
    awaitLag(0);
    assertThat(view().getJsonArray("members")).hasSize(1);
  }

  @Test
  void tellsOfAssignmentsCommitsAndPauses() {
    create("{}");
    TestSocket socket = open("a?control=true");
    server.publish(stream, 1);
    awaitOffsets(socket, 1);
    ack(socket, 0);
    PushServer.await("committed", () -> !controls(socket, "committed").isEmpty());
    server.http.post(group + "/pause").expect(200);

    PushServer.await("the pause", () -> controls(socket, "assignment").size() == 2);

    assertThat(controls(socket, "committed").get(0).getJsonObject("committed").encode())
        .isEqualTo("{\"0\":1}");
    JsonObject first = controls(socket, "assignment").get(0);
    assertThat(first.getJsonArray("partitions").encode()).isEqualTo("[0,1]");
    assertThat(first.getBoolean("idle")).isFalse();
    assertThat(controls(socket, "assignment").get(1).getJsonArray("paused")).hasSize(2);
  }

  @Test
  void tellsAMemberForWhomNoPartitionIsLeftUntilOneIs() {
    create("{}");
    TestSocket first = open("a");
    open("b");
    PushServer.await("both have one", () -> partitionsOf("b") == 1);

    TestSocket third = open("c?control=true");
    PushServer.await("it is told", () -> !controls(third, "assignment").isEmpty());
    assertThat(controls(third, "assignment").get(0).getBoolean("idle")).isTrue();
    first.socket.close();

    PushServer.await("its turn has come", () -> controls(third, "assignment").size() == 2);
    JsonObject told = controls(third, "assignment").get(1);
    assertThat(told.getBoolean("idle")).isFalse();
    assertThat(told.getJsonArray("partitions")).hasSize(1);
  }

  private int partitionsOf(String consumer) {
    return view().getJsonArray("members").stream()
        .map(JsonObject.class::cast)
        .filter(member -> consumer.equals(member.getString("consumer")))
        .mapToInt(member -> member.getJsonArray("partitions").size())
        .sum();
  }

  @Test
  void deliversAgainFromWhereAnOperatorSeeks() {
    create("{}");
    server.publish(stream, 4);
    TestSocket socket = open("a");
    socket.awaitOffsets(4);
    ack(socket, 2);
    ack(socket, 3);
    awaitLag(0);

    server.http.post(group + "/seek", "{\"to\":1}").expectProblem(409, "conflict");
    server.http.post(group + "/seek", "{\"to\":1,\"force\":true}").expect(200);

    assertThat(socket.awaitOffsets(7)).containsExactly(0L, 1L, 2L, 3L, 1L, 2L, 3L);
    ack(socket, 2);
    ack(socket, 3);
    awaitLag(0);
  }

  @Test
  void takesNoAcknowledgementOfWhatWasSentBeforeASeek() {
    create("{}");
    server.publish(stream, 2);
    TestSocket socket = open("a?control=true");
    awaitOffsets(socket, 2);
    server.http.post(group + "/seek", "{\"to\":0,\"force\":true}").expect(200);
    awaitOffsets(socket, 4);

    ack(socket, 0);
    PushServer.await("it is told", () -> !controls(socket, "lost").isEmpty());
    awaitOffsets(socket, 5);

    assertThat(controls(socket, "lost").get(0).getInteger("partition")).isZero();
    assertThat(offsets(socket)).containsExactly(0L, 1L, 0L, 1L, 0L);
    assertThat(view().getLong("lag")).isEqualTo(2);
    ack(socket, 0);
    awaitLag(1);
  }

  @Test
  void sendsAMemberAwayWhoseGroupIsDeleted() {
    create("{}");
    TestSocket socket = open("a");
    awaitMembers(1);

    server.http.delete(group).expect(200);

    assertThat(socket.awaitClose(4404)).contains("no group g");
  }

  @Test
  void closesWithAReasonWhatSendsNonsense() {
    create("{}");
    server.publish(stream, 1);
    String[][] nonsense = {
      {"hello", "body is malformed"},
      {"[]", "body is malformed"},
      {"{}", "message must be"},
      {"{\"ack\":1,\"nack\":1}", "message must be"},
      {"{\"ack\":-1}", "ack must be a whole number"},
      {"{\"ack\":\"0\"}", "ack must be a whole number"},
      {"{\"ack\":0,\"x\":1}", "x is no field"},
      {"{\"ack\":7}", "ack names an event that was not sent"},
      {"{\"nack\":7}", "nack names an event that was not sent"},
    };
    List<String> wrong = new ArrayList<>();
    for (String[] each : nonsense) {
      TestSocket socket = open("a");
      socket.awaitOffsets(1);
      socket.socket.writeTextMessage(each[0]);
      if (!socket.awaitClose(1008).contains(each[1])) {
        wrong.add(each[0] + ": " + socket.socket.closeReason());
      }
    }
    assertThat(wrong).isEmpty();
    TestSocket socket = open("a");
    socket.socket.writeBinaryMessage(Buffer.buffer("{\"ack\":0}"));
    assertThat(socket.awaitClose(1008)).isEqualTo("message must be a text");
  }

  @Test
  void closesAMessageThatIsTooLargeHoweverItIsCut() {
    create("{}");
    server.publish(stream, 1);
    TestSocket whole = open("a");
    whole.awaitOffsets(1);
    whole.socket.writeTextMessage("{\"ack\":" + "1".repeat(2_000) + "}");
    assertThat(whole.awaitClose(1009)).isEqualTo("message must be at most 1024 bytes");

    TestSocket pieces = open("a");
    pieces.awaitOffsets(1);
    pieces.socket.writeFrame(WebSocketFrame.textFrame(" ".repeat(600), false));
    pieces.socket.writeFrame(
        WebSocketFrame.continuationFrame(Buffer.buffer(" ".repeat(600)), false));
    assertThat(pieces.awaitClose(1009)).isEqualTo("message must be at most 1024 bytes");
  }

  @Test
  void takesAMessageInPieces() {
    create("{}");
    server.publish(stream, 1);
    TestSocket socket = open("a");
    socket.awaitOffsets(1);

    socket.socket.writeFrame(WebSocketFrame.textFrame("{\"ack\"", false));
    socket.socket.writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer(":0}"), true));

    awaitLag(0);
  }

  @Test
  void answersOverHttpWhatCanBeKnownBefore() {
    create("{}");

    server.http.get(group + "/ws/a").expectInvalid("Upgrade");
    Future<TestSocket> refused = server.connect(group + "/ws/a?max_in_flight=0", null);
    PushServer.await("the refusal", refused::failed);
    PushServer.await("nobody joined", () -> view().getJsonArray("members").isEmpty());
  }

  @Test
  void isForNoSharedGroup() {
    create("{\"mode\":\"shared\"}");

    Future<TestSocket> refused = server.connect(group + "/ws/a", null);

    PushServer.await("the refusal", refused::failed);
    assertThat(refused.cause())
        .isInstanceOfSatisfying(
            UpgradeRejectedException.class,
            refusal -> {
              assertThat(refusal.getStatus()).isEqualTo(409);
              assertThat(refusal.getBody().toJsonObject().getString("mode")).isEqualTo("shared");
            });
  }

  @Test
  void joinsNobodyWhoseHandshakeIsWrong() {
    create("{}");
    TestSocket present = open("a");
    String upgrade = "Upgrade: websocket\r\n";
    String connection = "Connection: keep-alive, Upgrade\r\n";
    String version = "Sec-WebSocket-Version: 13\r\n";
    String key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    expectRefusal(400, "Upgrade", connection + version + key);
    expectRefusal(400, "Connection", upgrade + version + key);
    expectRefusal(400, "Connection", upgrade + "Connection: keep-alive\r\n" + version + key);
    expectRefusal(400, "Sec-WebSocket-Key", upgrade + connection + version);
    expectRefusal(
        400, "Sec-WebSocket-Key", upgrade + connection + version + "Sec-WebSocket-Key: x\r\n");
    expectRefusal(400, "Sec-WebSocket-Key", upgrade + connection + version + key + key);
    expectRefusal(426, "Sec-WebSocket-Version", upgrade + connection + key);
    String refused =
        expectRefusal(
            426,
            "Sec-WebSocket-Version",
            upgrade + connection + key + "Sec-WebSocket-Version: 8\r\n");

    assertThat(refused.toLowerCase(Locale.ROOT)).contains("\r\nsec-websocket-version: 13\r\n");
    server.publish(stream, 1);
    present.awaitOffsets(1);
    assertThat(present.isClosed()).isFalse();
  }

  private String expectRefusal(int status, String field, String headers) {
    try (RawConnection connection = new RawConnection(server.server.port())) {
      String answer =
          connection
              .send("GET " + group + "/ws/a HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n")
              .readAnswer();
      assertThat(answer)
          .startsWith("HTTP/1.1 " + status + " ")
          .contains("application/problem+json")
          .contains("\"field\":\"" + field + "\"");
      return answer;
    }
  }

  @Test
  void givesBackAllMemory() {
    create("{}");
    server.publish(stream, 50);
    TestSocket socket = open("a");
    socket.awaitOffsets(50);
    socket.socket.close();

    server.awaitNoMemoryInUse();
  }
}
