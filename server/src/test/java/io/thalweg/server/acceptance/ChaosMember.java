package io.thalweg.server.acceptance;

import io.thalweg.core.history.Commit;
import io.thalweg.core.history.GroupHistory;
import io.thalweg.core.history.History;
import io.thalweg.core.history.Outcome;
import io.thalweg.core.history.Poll;
import io.thalweg.server.testing.NumberedEvent;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * A member that polls and commits by any node, and now and then leaves, dies in the middle of a
 * call and comes back under its name, or sleeps beyond its session and goes on as if nothing had
 * been. Tells the history all that it sees. Not thread-safe.
 */
final class ChaosMember {
  /** Longer than the session timeout. */
  private static final long PAUSE_NANOS = 1_300_000_000;

  private final String name;
  private final String group;
  private final AnyNode nodes;
  private final History history;
  private final GroupHistory seen;
  private final Random random;
  private int run;
  private long ticket;
  private long generation;
  private long end;

  ChaosMember(String name, String group, Chaos chaos, GroupHistory seen) {
    this.name = name;
    this.group = group;
    this.nodes = chaos.way();
    this.history = chaos.history();
    this.seen = seen;
    this.random = chaos.chances();
  }

  /** Does something. */
  void step() {
    switch (random.nextInt(40)) {
      case 0 -> leave();
      case 1 -> die();
      case 2 -> LockSupport.parkNanos(PAUSE_NANOS);
      case 3, 4, 5, 6, 7, 8, 9 -> commit();
      default -> poll("wait=" + random.nextInt(200) + "ms&auto_commit=" + random.nextBoolean());
    }
  }

  void poll(String how) {
    long begun = history.now();
    HttpResponse<String> answer = nodes.get(path(how));
    if (answer == null) {
      return; // The next call says which answer was the last one here.
    }
    if (answer.statusCode() == 409) {
      startAnew(); // A call of its earlier process was served after this one.
      return;
    }
    JsonObject page = TestClient.expect(200, answer);
    JsonArray events = page.getJsonArray("events");
    seen.add(
        new Poll(
            name,
            run,
            begun,
            history.now(),
            page.getLong("generation"),
            partitions(page),
            NumberedEvent.stored(events)));
    ticket = page.getLong("ticket");
    generation = page.getLong("generation");
    end = events.isEmpty() ? end : events.getJsonObject(events.size() - 1).getLong("offset") + 1;
  }

  private String path(String how) {
    int limit = 1 + random.nextInt(20);
    return group + "/consume?consumer=" + name + "&limit=" + limit + "&ack=" + ticket + "&" + how;
  }

  private static List<Integer> partitions(JsonObject page) {
    return page.getJsonArray("partitions").stream().map(number -> (Integer) number).toList();
  }

  private void commit() {
    if (end == 0) {
      return;
    }
    long begun = history.now();
    JsonObject body =
        new JsonObject().put("consumer", name).put("generation", generation).put("offset", end);
    HttpResponse<String> answer = nodes.post(group + "/commit", body);
    long ended = history.now();
    if (answer == null || answer.statusCode() == 409 || answer.statusCode() == 416) {
      return;
    }
    JsonObject committed = TestClient.expect(200, answer).getJsonObject("committed");
    for (String partition : committed.fieldNames()) {
      long reached = committed.getLong(partition);
      int number = Integer.parseInt(partition);
      seen.add(new Commit(name, begun, ended, generation, number, reached, Outcome.ACKNOWLEDGED));
    }
  }

  void leave() {
    nodes.call("DELETE", group + "/member/" + name, "");
    startAnew();
  }

  /** What its last call would have got is with nobody. */
  private void die() {
    nodes.dieAsking(path("wait=1s"));
    startAnew();
  }

  private void startAnew() {
    run++;
    ticket = 0;
    end = 0;
  }
}
