package io.thalweg.server.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.server.testing.TestServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sockets whose clients do not keep up. */
class SlowSocketTest {
  private static final int KIB = 1 << 10;

  private final PushServer push =
      new PushServer(PushOptions.DEFAULT.withSendBufferBytes(16 * KIB).withPingEveryMs(200));

  @AfterEach
  void close() {
    push.awaitNoMemoryInUse();
    push.close();
  }

  /** A stream of which retention keeps the last hundred events. */
  private StreamName create() {
    return push.create("s", new StreamConfig(1, 0, 0, 100, 0));
  }

  private void publishMiB(StreamName stream, int mib) {
    String[] data = new String[64];
    Arrays.fill(data, '"' + "x".repeat(16 * KIB) + '"');
    for (int i = 0; i < mib; i++) {
      push.publish(stream, "t", data);
    }
  }

  /** Stops reading until so much was published that the server has to wait for the client. */
  private TestSocket openAndFallBehind(StreamName stream, String query) {
    TestSocket socket = push.open("/stream/s/ws/slow?from_offset=0" + query);
    push.publish(stream, 1);
    socket.await(1);
    socket.socket.pause();
    publishMiB(stream, 24);
    PushServer.await("the server has to wait", () -> push.unsentBytes() > 0);
    return socket;
  }

  @Test
  void tellsWhatRetentionTookMeanwhile() {
    StreamName stream = create();
    TestSocket socket = openAndFallBehind(stream, "");
    TestServer.await(push.server.memory().enforceRetention(0));
    socket.socket.resume();

    int head = 1 + 24 * 64;
    PushServer.await("the last event", () -> lastOffset(socket) == head - 1);

    List<JsonObject> events = socket.texts().stream().map(JsonObject::new).toList();
    long expected = 0;
    int gaps = 0;
    for (JsonObject event : events) {
      JsonObject gap = event.getJsonObject("gap");
      if (gap != null) {
        gaps++;
        assertThat(gap.getLong("from")).isEqualTo(expected);
        expected = gap.getLong("to");
      }
      assertThat(event.getLong("offset")).isEqualTo(expected);
      expected++;
    }
    assertThat(gaps).isEqualTo(1);
  }

  private static long lastOffset(TestSocket socket) {
    int count = socket.count();
    return count == 0 ? -1 : new JsonObject(socket.text(count - 1)).getLong("offset");
  }

  @Test
  void endsAtAGapIfAskedTo() {
    StreamName stream = create();
    TestSocket socket = openAndFallBehind(stream, "&on_gap=error");
    TestServer.await(push.server.memory().enforceRetention(0));
    socket.socket.resume();

    assertThat(socket.awaitClose(4410)).startsWith("retention removed the events from ");
  }

  @Test
  void endsWhenTheStreamWasCreatedAgainMeanwhile() {
    StreamName stream = create();
    TestSocket socket = openAndFallBehind(stream, "");
    TestServer.await(push.server.storage().deleteStream(stream));
    create();
    socket.socket.resume();

    assertThat(socket.awaitClose(4409)).contains("created again");
  }

  @Test
  void staysAsLongAsItTakesAnythingAtAll() throws IOException {
    StreamName stream = create();
    push.publish(stream, 1);
    try (Socket slow = RawSocket.open(push.server.port(), "/stream/s/ws/slow?from_offset=0")) {
      publishMiB(stream, 8);
      // Without an answer to any ping, for ten times as long as a silent client is borne with.
      for (int i = 0; i < 100; i++) {
        slow.getInputStream().readNBytes(64 * KIB);
        PushServer.pause(40);
      }
      assertThat(push.server.subscribers().count(stream)).isEqualTo(1);
    }
  }

  @Test
  void isCutOffWhenItIsSilentAlthoughItIsToldOfHeartbeats() throws IOException {
    StreamName stream = create();
    try (Socket dead = RawSocket.open(push.server.port(), "/stream/s/ws/dead?control=true")) {
      PushServer.await("attached", () -> push.server.subscribers().count(stream) == 1);

      PushServer.await("cut off", () -> push.server.subscribers().count(stream) == 0);

      assertThat(dead.isClosed()).isFalse();
    }
  }

  @Test
  void isCutOffWhenItPingsAndNeverReads() throws IOException {
    StreamName stream = create();
    push.publish(stream, 1);
    try (PushServer patient = new PushServer(PushOptions.DEFAULT)) {
      StreamName other = patient.create("s");
      try (Socket flooding = openFlooding(patient)) {
        PushServer.await("attached", () -> patient.server.subscribers().count(other) == 1);
        OutputStream out = flooding.getOutputStream();
        byte[] pings = RawSocket.pings(1_000);
        PushServer.await(
            "the flood is cut off",
            () -> {
              try {
                out.write(pings);
              } catch (IOException reset) {
                return true;
              }
              return patient.server.subscribers().count(other) == 0;
            });
      }
      patient.awaitNoMemoryInUse();
    }
  }

  // Not the smallest buffer: over that TCP itself holds up what the client sends.
  private static Socket openFlooding(PushServer server) throws IOException {
    return RawSocket.open(server.server.port(), "/stream/s/ws/flooding", 64 * KIB);
  }

  @Test
  void tellsThatItIsAliveIfAskedTo() {
    StreamName stream = create();
    push.publish(stream, 3);
    TestSocket socket = push.open("/stream/s/ws/c1?from_offset=latest&control=true");

    PushServer.await(
        "a heartbeat",
        () -> socket.texts().contains("{\"control\":\"heartbeat\",\"next_offset\":3}"));
  }
}
