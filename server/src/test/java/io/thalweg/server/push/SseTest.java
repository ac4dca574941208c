package io.thalweg.server.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.ResourceLeakDetector;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.server.http.ConnectionLimits;
import io.thalweg.server.http.GatewayOptions;
import io.thalweg.server.testing.TestServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SseTest {
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

  @Test
  void pushesHistoryThenLive() {
    StreamName stream = push.create("s");
    push.publish(stream, "t", "{\"a\": 1.0}");
    try (EventSource source = push.listen("/stream/s/sse/c1?from_offset=0")) {
      source.await(1);
      push.publish(stream, "t", "[\n1,\r\n2\n]");

      List<EventSource.Event> events = source.await(2);

      assertThat(source.header("content-type")).isEqualTo("text/event-stream");
      assertThat(source.header("cache-control")).isEqualTo("no-store");
      assertThat(source.header("x-accel-buffering")).isEqualTo("no");
      assertThat(events.get(0).id()).isEqualTo("0");
      assertThat(events.get(0).name()).isEqualTo("message");
      assertThat(events.get(0).data()).endsWith("\"event\":\"t\",\"data\":{\"a\": 1.0}}");
      assertThat(new JsonObject(events.get(1).data()).getJsonArray("data"))
          .isEqualTo(new JsonArray().add(1).add(2));
    }
  }

  @Test
  void resumesBehindTheLastEventId() {
    push.publish(push.create("s"), 10);
    try (EventSource source = push.listen("/stream/s/sse/c1?from_offset=2", "Last-Event-ID", "6")) {
      assertThat(source.await(3)).extracting(EventSource.Event::id).containsExactly("7", "8", "9");
    }
  }

  @Test
  void refusesALastEventIdThatIsNoOffset() {
    push.create("s");
    push.http
        .send("GET", "/stream/s/sse/c1", null, "", "Last-Event-ID", "1; drop")
        .expectInvalid("Last-Event-ID");
  }

  @Test
  void answersWhatIsWrongWithAProblem() {
    push.publish(push.create("s"), 3);
    push.http.get("/stream/none/sse/c1").expectProblem(404, "stream-not-found");
    push.http.get("/stream/s/sse/c1?from_offset=4").expectProblem(416, "offset-out-of-range");
    push.http.get("/stream/s/sse/c1?from=4").expectInvalid("from");
    assertThat(push.admission.readers()).isZero();
  }

  @Test
  void tellsAGapInTheFirstEventAfterIt() {
    StreamName stream = push.create("s", new StreamConfig(1, 0, 0, 5, 0));
    push.publish(stream, 20);
    TestServer.await(push.server.memory().enforceRetention(0));
    try (EventSource source = push.listen("/stream/s/sse/c1?from_offset=2")) {
      JsonObject first = new JsonObject(source.await(5).get(0).data());
      assertThat(first.getJsonObject("gap").getLong("to")).isEqualTo(15);
    }
  }

  @Test
  void tellsWhyItEnds() {
    StreamName stream = push.create("s");
    try (EventSource source = push.listen("/stream/s/sse/c1?control=true")) {
      assertThat(source.await(1).get(0).name()).isEqualTo("control");
      TestServer.await(push.server.storage().deleteStream(stream));

      EventSource.Event end = source.await(2).get(1);

      assertThat(end.name()).isEqualTo("end");
      assertThat(new JsonObject(end.data()).getInteger("status")).isEqualTo(404);
      source.awaitEnd();
    }
  }

  @Test
  void tellsThatTheServerGoes() {
    push.create("s");
    try (EventSource source = push.listen("/stream/s/sse/c1")) {
      TestServer.await(push.server.closeGateway());

      assertThat(new JsonObject(source.await(1).get(0).data()).getInteger("status")).isEqualTo(503);
      source.awaitEnd();
    }
  }

  @Test
  void sendsCommentsWhileNothingHappens() {
    try (PushServer lively = new PushServer(PushOptions.DEFAULT.withHeartbeatEveryMs(100))) {
      lively.create("s");
      try (EventSource source = lively.listen("/stream/s/sse/c1")) {
        PushServer.await("three comments", () -> source.comments() >= 3);
        assertThat(source.await(0)).isEmpty();
      }
    }
  }

  @Test
  void outlivesTheTimeAfterWhichIdleConnectionsAreClosed() {
    GatewayOptions impatient =
        GatewayOptions.DEFAULT.withConnections(new ConnectionLimits(100, 100, 10_000, 1024, 1_000));
    try (PushServer shut = new PushServer(PushOptions.DEFAULT, impatient)) {
      StreamName stream = shut.create("s");
      try (EventSource source = shut.listen("/stream/s/sse/c1")) {
        PushServer.await("two idle times", () -> source.comments() >= 4);

        shut.publish(stream, 1);

        assertThat(source.await(1)).hasSize(1);
      }
    }
  }

  @Test
  void countsItselfAsASubscriberWhileAttached() {
    StreamName stream = push.create("s");
    EventSource source = push.listen("/stream/s/sse/c1");
    PushServer.await("counted", () -> push.server.subscribers().count(stream) == 1);

    source.close();

    PushServer.await("not counted", () -> push.server.subscribers().count(stream) == 0);
    assertThat(push.admission.readers()).isZero();
  }
}
