package io.thalweg.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients see no difference in how the sockets are driven. */
class TransportIT {
  private static final String STREAM = "/stream/orders";
  private static final int EVENTS = 50;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"auto", "nio"})
  void publishesReadsAndPushes(String transport) {
    try (ServerProcess server = new ServerProcess(folder)) {
      server.start("--set", "http.transport=" + transport);
      TestClient client = new TestClient(server.address());
      TestClient.expect(201, client.call("POST", STREAM, ""));
      publish(client, 0);

      EventSocket socket = client.socket(STREAM + "/ws/a?from_offset=0");
      assertOffsets(socket, 0);
      publish(client, EVENTS);
      assertOffsets(socket, EVENTS);

      assertThat(client.get(STREAM + "/consume/a?limit=1000").getJsonArray("events"))
          .hasSize(2 * EVENTS);
    }
  }

  private static void publish(TestClient client, int first) {
    for (int i = first; i < first + EVENTS; i++) {
      client.post(STREAM + "/publish", "{\"event\":\"placed\",\"data\":" + i + "}");
    }
  }

  private static void assertOffsets(EventSocket socket, long first) {
    assertThat(socket.take(EVENTS))
        .extracting((JsonObject event) -> event.getLong("offset"))
        .containsExactlyElementsOf(LongStream.range(first, first + EVENTS).boxed().toList());
  }
}
