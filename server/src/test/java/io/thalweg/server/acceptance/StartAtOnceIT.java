package io.thalweg.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.server.testing.Backend;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two servers that find nothing of theirs in a database, and prepare it at the same time. */
class StartAtOnceIT {
  private static final int ROUNDS = Boolean.getBoolean("thalweg.long") ? 50 : 3;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FILE")
  void bothServeTheSameStreams(Backend backend) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      List<String> fresh = backend.flags(folder);
      List<ServerProcess> nodes = new ArrayList<>();
      for (int node = 0; node < 2; node++) {
        Path own = Files.createDirectory(folder.resolve(round + "-" + node));
        nodes.add(new ServerProcess(own, fresh));
      }
      try {
        nodes.stream()
            .map(node -> CompletableFuture.runAsync(() -> node.start()))
            .toList()
            .forEach(CompletableFuture::join);
        expectTheSame(
            new TestClient(nodes.get(0).address()), new TestClient(nodes.get(1).address()));
      } finally {
        nodes.forEach(ServerProcess::close);
      }
    }
  }

  private static void expectTheSame(TestClient one, TestClient other) {
    TestClient.expect(201, one.call("POST", "/stream/orders", ""));
    other.post("/stream/orders/publish", "{\"event\":\"a\",\"data\":0}");
    one.post("/stream/orders/publish", "{\"event\":\"a\",\"data\":1}");

    for (TestClient each : List.of(one, other)) {
      JsonArray events = each.get("/stream/orders/consume/me?from_offset=0").getJsonArray("events");
      assertThat(events.stream().map(event -> ((JsonObject) event).getValue("data")))
          .containsExactly(0, 1);
    }
  }
}
