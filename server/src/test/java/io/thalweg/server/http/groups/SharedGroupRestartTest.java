package io.thalweg.server.http.groups;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.server.testing.Answer;
import io.thalweg.server.testing.Backend;
import io.thalweg.server.testing.TestServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers at work while the server, on files, is started anew again and again. */
class SharedGroupRestartTest {
  private static final int EVENTS = 120;
  private static final String GROUP = "/stream/jobs/group/workers";

  @TempDir Path folder;

  private final Random random = new Random(17);
  private final Set<Long> acknowledged = new HashSet<>();
  private final List<JsonObject> inHand = new ArrayList<>();

  private TestServer start() {
    return TestServer.startOn(vertx -> Backend.FILE.storage(vertx, folder));
  }

  @Test
  void settlesEachEventOnceOverRestarts() {
    try (TestServer server = start()) {
      server.client().post("/stream/jobs").expect(201);
      server
          .client()
          .post(GROUP, "{\"mode\":\"shared\",\"lease\":\"1h\",\"max_deliveries\":1000}")
          .expect(201);
      JsonArray events = new JsonArray();
      for (int i = 0; i < EVENTS; i++) {
        events.add(new JsonObject().put("event", "job").put("data", i));
      }
      server.client().post("/stream/jobs/publish", events.encode()).expect(200);
    }

    long deadline = System.nanoTime() + SECONDS.toNanos(60);
    for (int life = 0; acknowledged.size() < EVENTS; life++) {
      assertThat(System.nanoTime()).as("life %s", life).isLessThan(deadline);
      try (TestServer server = start()) {
        work(server, life < 3 ? 15 : EVENTS);
      }
    }

    try (TestServer server = start()) {
      JsonObject view = server.client().get(GROUP).expect(200).json();
      assertThat(view.getLong("lag")).isZero();
      assertThat(view.getLong("floor")).isEqualTo(EVENTS);
      assertThat(view.getLong("dead")).isZero();
    }
  }

  /** Takes, settles what was taken now or in an earlier life of the server, or gives it back. */
  private void work(TestServer server, int steps) {
    for (int i = 0; i < steps && acknowledged.size() < EVENTS; i++) {
      Answer answer = server.client().get(GROUP + "/consume?limit=4").expect(200);
      if (!answer.events().isEmpty()) {
        inHand.add(answer.json());
      }
      if (!inHand.isEmpty() && (answer.events().isEmpty() || random.nextInt(3) > 0)) {
        settle(server, inHand.remove(random.nextInt(inHand.size())));
      }
    }
  }

  private void settle(TestServer server, JsonObject page) {
    boolean back = random.nextInt(4) == 0;
    JsonObject word = new JsonObject().put("token", page.getLong("token"));
    if (back) {
      word.put("delay", "0s");
    }
    JsonObject fate =
        server.client().post(GROUP + (back ? "/nack" : "/ack"), word.encode()).expect(200).json();
    JsonArray accepted = fate.getJsonArray("accepted");
    assertThat(accepted)
        .as("leases outlive the server")
        .hasSize(page.getJsonArray("events").size());
    for (int i = 0; !back && i < accepted.size(); i++) {
      assertThat(acknowledged.add(accepted.getLong(i))).as("settled once").isTrue();
    }
  }
}
