package io.thalweg.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.history.DeadLetter;
import io.thalweg.core.history.QueueHistory;
import io.thalweg.server.testing.NumberedEvent;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Workers of one shared group that die, give back, are late and repeat themselves at random. Some
 * events always fail, and so are to become dead letters. Not thread-safe.
 */
final class QueueChaos {
  private static final int DELIVERIES_MAX = 3;

  private final Chaos chaos;
  private final String group;
  private final QueueHistory seen;
  private final AnyNode operator;
  private final List<ChaosWorker> workers = new ArrayList<>();
  private int letters;

  /** Creates the group; each event is free of all others. */
  static QueueChaos unordered(Chaos chaos, String group) {
    return new QueueChaos(chaos, group, "none", QueueHistory.unordered(DELIVERIES_MAX));
  }

  /** Creates the group; it keeps the order of keys. */
  static QueueChaos ordered(Chaos chaos, String group) {
    QueueHistory seen = QueueHistory.ordered(DELIVERIES_MAX, NumberedEvent::key);
    return new QueueChaos(chaos, group, "key", seen);
  }

  private QueueChaos(Chaos chaos, String group, String order, QueueHistory seen) {
    this.chaos = chaos;
    this.group = group;
    this.seen = chaos.history().queue(seen);
    this.operator = chaos.way();
    JsonObject settings =
        new JsonObject()
            .put("mode", "shared")
            .put("order", order)
            .put("lease", ChaosWorker.LEASE)
            .put("max_deliveries", DELIVERIES_MAX)
            .put("backoff", "20ms")
            .put("backoff_max", "100ms");
    TestClient.expect(201, operator.one().call("POST", group, settings.encode()));
  }

  void start(int number) {
    for (int i = 0; i < number; i++) {
      ChaosWorker worker = new ChaosWorker("w" + i, group, chaos, seen);
      workers.add(worker);
      chaos.goOnWith(worker::step);
    }
  }

  /** One worker goes on alone until nothing is left; the others have ended. */
  void drain() {
    Chaos.until(
        "drained",
        () -> {
          workers.get(0).work();
          return operator.view(group).getLong("lag") == 0;
        });
    seen.wasDrained();
    readLetters();
  }

  private void readLetters() {
    JsonObject view = operator.view(group);
    String stream = "/stream/" + view.getString("dead_letter");
    JsonObject page = operator.one().get(stream + "/consume/check?limit=10000");
    for (Object each : page.getJsonArray("events")) {
      JsonObject headers = ((JsonObject) each).getJsonObject("headers");
      long offset = Long.parseLong(headers.getString("thalweg-dead-offset"));
      int deliveries = Integer.parseInt(headers.getString("thalweg-dead-deliveries"));
      seen.add(new DeadLetter(offset, deliveries));
      letters++;
    }
    assertThat(view.getLong("dead")).as("dead letters as counted").isEqualTo(letters);
  }

  int letters() {
    return letters;
  }

  /** Words that had to be said again. */
  int unanswered() {
    return workers.stream().mapToInt(ChaosWorker::unanswered).sum();
  }
}
