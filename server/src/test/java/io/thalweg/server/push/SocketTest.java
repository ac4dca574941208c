package io.thalweg.server.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.ResourceLeakDetector;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.server.http.GatewayOptions;
import io.thalweg.server.testing.TestServer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SocketTest {
  private final PushServer push = new PushServer(PushOptions.DEFAULT);

  @BeforeAll
  static void detectLeaks() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
  }

  @AfterEach
  void close() {
    push.awaitNoMemoryInUse();
    push.close();
  }

  private static List<Long> range(long from, long to) {
    return LongStream.range(from, to).boxed().toList();
  }

  private static StreamConfig keeping(int events) {
    return new StreamConfig(1, 0, 0, events, 0);
  }

  /** The problem that a refused upgrade was answered with. */
  private static JsonObject refusal(Future<TestSocket> connecting, int status) {
    try {
      connecting.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (ExecutionException refused) {
      UpgradeRejectedException rejected = (UpgradeRejectedException) refused.getCause();
      assertThat(rejected.getStatus()).isEqualTo(status);
      assertThat(rejected.getHeaders().get("content-type")).isEqualTo("application/problem+json");
      return new JsonObject(rejected.getBody());
    } catch (Exception other) {
      throw new AssertionError(other);
    }
    throw new AssertionError("was not refused");
  }

  @Test
  void pushesHistoryThenLiveAsOneObjectAFrame() {
    StreamName stream = push.create("orders");
    push.publish(stream, "order.paid", "{\"total\": 1.50}", "[1, 2]");
    TestSocket socket = push.open("/stream/orders/ws/c1?from_offset=0");
    socket.await(2);
    push.publish(stream, "order.sent", "null");

    List<String> texts = socket.await(3);

    assertThat(texts.get(0))
        .startsWith("{\"offset\":0,\"partition\":0,\"timestamp\":")
        .endsWith(",\"event\":\"order.paid\",\"data\":{\"total\": 1.50}}");
    assertThat(texts.get(2)).endsWith(",\"event\":\"order.sent\",\"data\":null}");
    assertThat(socket.awaitOffsets(3)).containsExactly(0L, 1L, 2L);
  }

  @Test
  void resumesBehindTheLastEvent() {
    StreamName stream = push.create("s", new StreamConfig(4, 0, 0, 0, 0));
    push.publish(stream, 50);
    for (long from : List.of(0L, 1L, 17L, 49L)) {
      TestSocket socket = push.open("/stream/s/ws/c1?from_offset=" + from);
      assertThat(socket.awaitOffsets((int) (50 - from))).isEqualTo(range(from, 50));
      socket.socket.close();
    }
  }

  @Test
  void startsWhereItIsAskedTo() {
    StreamName stream = push.create("s");
    push.publish(stream, 10);
    TestSocket all = push.open("/stream/s/ws/c1");
    TestSocket last = push.open("/stream/s/ws/c1?from_offset=-3");
    TestSocket none = push.open("/stream/s/ws/c1?from_offset=latest&control=true");
    assertThat(all.awaitOffsets(10)).isEqualTo(range(0, 10));
    assertThat(last.awaitOffsets(3)).isEqualTo(range(7, 10));
    assertThat(none.await(1)).containsExactly("{\"control\":\"caught_up\",\"head\":10}");

    push.publish(stream, 1);

    assertThat(new JsonObject(none.await(2).get(1)).getLong("offset")).isEqualTo(10);
  }

  @Test
  void pushesOnlyWhatIsWanted() {
    StreamName stream = push.create("s", new StreamConfig(2, 0, 0, 0, 0));
    push.publish(stream, "user.signup", "1", "2");
    push.publish(stream, "order.paid", "3", "4");
    TestSocket users = push.open("/stream/s/ws/c1?event=user.*");
    TestSocket partition = push.open("/stream/s/ws/c1?partition=1");

    assertThat(users.awaitOffsets(2)).containsExactly(0L, 1L);
    assertThat(partition.awaitOffsets(2)).containsExactly(1L, 3L);
  }

  @ParameterizedTest
  @CsvSource({
    "/stream/s/ws/c1?from_offset=x, 400, from_offset",
    "/stream/s/ws/c1?from_ofset=1, 400, from_ofset",
    "/stream/s/ws/c1?partition=1, 400, partition",
    "/stream/s/ws/c1?control=yes, 400, control",
    "/stream/s/ws/c1?on_gap=maybe, 400, on_gap",
    "/stream/s/ws/c%201, 400, consumer",
    "/stream/none/ws/c1, 404, stream",
    "/stream/s/ws/c1?from_offset=11, 416, from_offset",
    "/stream/s/ws/c1?generation=99, 409, generation"
  })
  void answersWhatIsWrongBeforeTheUpgrade(String path, int status, String field) {
    push.publish(push.create("s"), 10);

    JsonObject problem = refusal(push.connect(path, null), status);

    assertThat(problem.getString("field")).isEqualTo(field);
    assertThat(problem.getString("detail")).isNotBlank();
    assertThat(push.admission.readers()).isZero();
  }

  @Test
  void answersAnOrdinaryRequestThatAUpgradeIsNeeded() {
    push.create("s");
    push.http.get("/stream/s/ws/c1").expectInvalid("Upgrade");
  }

  @Test
  void tellsAGapInTheFirstEventAfterIt() {
    StreamName stream = push.create("s", keeping(5));
    push.publish(stream, 20);
    TestServer.await(push.server.memory().enforceRetention(0));
    TestSocket socket = push.open("/stream/s/ws/c1?from_offset=2");

    List<String> texts = socket.await(5);

    JsonObject first = new JsonObject(texts.get(0));
    assertThat(first.getLong("offset")).isEqualTo(15);
    assertThat(first.getJsonObject("gap"))
        .isEqualTo(new JsonObject().put("from", 2).put("to", 15).put("reason", "retention"));
    assertThat(new JsonObject(texts.get(1)).containsKey("gap")).isFalse();
  }

  @Test
  void tellsNoGapToWhoAskedForTheEarliest() {
    StreamName stream = push.create("s", keeping(5));
    push.publish(stream, 20);
    TestServer.await(push.server.memory().enforceRetention(0));

    TestSocket socket = push.open("/stream/s/ws/c1?from_offset=earliest");

    assertThat(socket.await(5)).noneMatch(text -> text.contains("gap"));
  }

  @Test
  void refusesAGapIfAskedTo() {
    StreamName stream = push.create("s", keeping(5));
    push.publish(stream, 20);
    TestServer.await(push.server.memory().enforceRetention(0));

    JsonObject problem =
        refusal(push.connect("/stream/s/ws/c1?from_offset=2&on_gap=error", null), 410);

    assertThat(problem.getLong("min_offset")).isEqualTo(15);
  }

  @Test
  void tellsMoreThanEventsOnlyIfAsked() {
    StreamName stream = push.create("s", keeping(5));
    push.publish(stream, 20);
    TestServer.await(push.server.memory().enforceRetention(0));
    TestSocket socket = push.open("/stream/s/ws/c1?from_offset=2&control=true");
    socket.await(7);
    TestServer.await(push.server.storage().deleteStream(stream));
    socket.awaitClose(4404);

    List<String> texts = socket.texts();
    assertThat(texts.get(0))
        .isEqualTo("{\"control\":\"gap\",\"from\":2,\"to\":15,\"reason\":\"retention\"}");
    assertThat(texts.get(6)).isEqualTo("{\"control\":\"caught_up\",\"head\":20}");
    JsonObject end = new JsonObject(texts.get(7));
    assertThat(end.getString("control")).isEqualTo("end");
    assertThat(end.getJsonObject("problem").getInteger("status")).isEqualTo(404);
    assertThat(texts).hasSize(8);
  }

  @Test
  void closesWhenTheStreamIsDeleted() {
    StreamName stream = push.create("s");
    push.publish(stream, 1);
    TestSocket socket = push.open("/stream/s/ws/c1");
    socket.await(1);

    TestServer.await(push.server.storage().deleteStream(stream));

    assertThat(socket.awaitClose(4404)).contains("no stream");
    assertThat(socket.texts()).hasSize(1);
  }

  @Test
  void closesAMessageThatNobodyDefined() {
    push.create("s");
    TestSocket text = push.open("/stream/s/ws/c1");
    TestSocket binary = push.open("/stream/s/ws/c1");
    TestSocket fragment = push.open("/stream/s/ws/c1");

    text.socket.writeTextMessage("{\"ack\":1}");
    binary.socket.writeBinaryMessage(Buffer.buffer("x"));
    fragment.socket.writeFrame(WebSocketFrame.textFrame("part", false));

    assertThat(text.awaitClose(1008)).contains("no messages");
    binary.awaitClose(1008);
    fragment.awaitClose(1008);
  }

  @Test
  void closesAFrameThatIsTooLarge() {
    push.create("s");
    TestSocket socket = push.open("/stream/s/ws/c1");

    socket.socket.writeFinalTextFrame("x".repeat(200_000));

    socket.awaitClose(1009);
  }

  @Test
  void answersPings() {
    push.create("s");
    TestSocket socket = push.open("/stream/s/ws/c1");
    StringBuffer pong = new StringBuffer();
    socket.socket.pongHandler(data -> pong.append(data.toString()));

    socket.socket.writePing(Buffer.buffer("hello"));

    PushServer.await("the pong", () -> pong.toString().equals("hello"));
  }

  @Test
  void doesNotCompress() {
    push.create("s");
    TestSocket socket = push.open("/stream/s/ws/c1");

    assertThat(socket.socket.headers().contains("sec-websocket-extensions")).isFalse();
  }

  @Test
  void countsItselfAsASubscriberWhileAttached() {
    StreamName stream = push.create("s");
    TestSocket one = push.open("/stream/s/ws/c1");
    TestSocket other = push.open("/stream/s/ws/c2");
    PushServer.await("both counted", () -> push.server.subscribers().count(stream) == 2);

    one.socket.close();
    PushServer.await("one counted", () -> push.server.subscribers().count(stream) == 1);
    other.socket.writeTextMessage("?");
    PushServer.await("none counted", () -> push.server.subscribers().count(stream) == 0);
    assertThat(push.admission.readers()).isZero();
  }

  @Test
  void tellsThatTheServerGoes() {
    push.create("s");
    TestSocket socket = push.open("/stream/s/ws/c1");

    TestServer.await(push.server.closeGateway());

    assertThat(socket.awaitClose(1001)).isEqualTo("the server is closing");
    PushServer.await("none is left", () -> push.admission.readers() == 0);
  }

  @Test
  void refusesMoreReadersThanAreAllowed() {
    try (PushServer small = new PushServer(PushOptions.DEFAULT.withReadersMax(2))) {
      small.create("s");
      TestSocket one = small.open("/stream/s/ws/c1");
      small.open("/stream/s/ws/c2");

      refusal(small.connect("/stream/s/ws/c3", null), 503);

      one.socket.close();
      PushServer.await("a place", () -> small.admission.readers() == 1);
      small.open("/stream/s/ws/c3");
    }
  }

  @Test
  void refusesAForeignOrigin() {
    GatewayOptions options =
        GatewayOptions.DEFAULT.withAllowedOrigins(List.of("https://app.example.org"));
    try (PushServer strict = new PushServer(PushOptions.DEFAULT, options)) {
      strict.create("s");
      refusal(strict.connect("/stream/s/ws/c1", "https://evil.example.org"), 403);
      TestServer.await(strict.connect("/stream/s/ws/c1", "https://app.example.org"));
    }
  }

  @Test
  void pushesEventsOfAnySize() {
    StreamName stream = push.create("s");
    String large = '"' + "y".repeat(3_000_000) + '"';
    push.publish(stream, "t", "1", large, "2");

    TestSocket socket = push.open("/stream/s/ws/c1");

    assertThat(socket.await(3).get(1)).endsWith(large + "}");
  }

  @Test
  void closesASocketThatAnswersNothing() {
    try (PushServer impatient = new PushServer(PushOptions.DEFAULT.withPingEveryMs(100))) {
      StreamName stream = impatient.create("s");
      TestSocket alive = impatient.open("/stream/s/ws/c1");
      TestSocket dead = impatient.open("/stream/s/ws/c2");
      dead.socket.pause();
      PushServer.await(
          "the dead one is cut off", () -> impatient.server.subscribers().count(stream) == 1);

      assertThat(alive.isClosed()).isFalse();
      impatient.publish(stream, 1);
      alive.await(1);
    }
  }
}
