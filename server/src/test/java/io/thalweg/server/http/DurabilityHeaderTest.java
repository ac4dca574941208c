package io.thalweg.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.contract.InMemoryStorage;
import io.thalweg.core.model.Durability;
import io.thalweg.server.testing.TestClient;
import io.thalweg.server.testing.TestServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Settings that change while the server runs. */
class DurabilityHeaderTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  @Test
  void tellsLessAtOnceAndMoreOnlyWhenItStays() {
    DurabilityHeader header = new DurabilityHeader(Durability.FSYNC);
    header.found(Durability.OS);
    assertThat(header.value()).hasToString("os");

    for (int i = 1; i < DurabilityHeader.STEADY_LOOKS; i++) {
      header.found(Durability.FSYNC);
    }
    assertThat(header.value()).hasToString("os");
    header.found(Durability.OS);
    header.found(Durability.FSYNC);
    assertThat(header.value()).hasToString("os");
    for (int i = 1; i < DurabilityHeader.STEADY_LOOKS; i++) {
      header.found(Durability.FSYNC);
    }
    assertThat(header.value()).hasToString("fsync");
  }

  @Test
  void everyAnswerTellsWhatTheStorageReachesNow() {
    try (TestServer server =
        TestServer.startOn(vertx -> new InMemoryStorage(vertx).reach(Durability.FSYNC))) {
      TestClient client = server.client();
      client.post("/stream/s", "{}").expect(201);
      assertThat(told(client)).isEqualTo("fsync");

      server.memory().reach(Durability.OS);

      long deadline = System.nanoTime() + DEADLINE.toNanos();
      while (!told(client).equals("os")) {
        assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      }
    }
  }

  private static String told(TestClient client) {
    return client
        .post("/stream/s/publish", "{\"event\":\"e\",\"data\":1}")
        .expect(200)
        .header("thalweg-durability");
  }
}
