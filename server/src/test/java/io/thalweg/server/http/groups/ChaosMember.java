package io.thalweg.server.http.groups;

import io.thalweg.core.history.Commit;
import io.thalweg.core.history.GroupHistory;
import io.thalweg.core.history.History;
import io.thalweg.core.history.Outcome;
import io.thalweg.core.history.Poll;
import io.thalweg.server.testing.Answer;
import io.thalweg.server.testing.NumberedEvent;
import io.thalweg.server.testing.RawConnection;
import io.thalweg.server.testing.TestClient;
import io.thalweg.server.testing.TestServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * A member that polls and commits, and now and then leaves, dies in the middle of a call and comes
 * back under its name, or sleeps beyond its session and goes on as if nothing had been. Tells the
 * history all that it sees. Not thread-safe.
 */
final class ChaosMember {
  /** Longer than the session timeout. */
  private static final long PAUSE_NANOS = 1_300_000_000;

  private final String name;
  private final String group;
  private final TestServer server;
  private final TestClient client;
  private final History history;
  private final GroupHistory seen;
  private final Random random;
  private int run;
  private long ticket;
  private long generation;
  private long end;

  ChaosMember(
      String name,
      String group,
      TestServer server,
      History history,
      GroupHistory seen,
      Random random) {
    this.name = name;
    this.group = group;
    this.server = server;
    this.client = server.client();
    this.history = history;
    this.seen = seen;
    this.random = random;
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

  /** Whether the group gave it anything. */
  boolean poll(String how) {
    long begun = history.now();
    Answer answer = client.get(path(how));
    if (answer.status() == 409) {
      return false; // A call of its earlier process was served after this one.
    }
    JsonObject page = answer.expect(200).json();
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
    return !events.isEmpty();
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
    String body =
        "{\"consumer\":\"%s\",\"generation\":%d,\"offset\":%d}".formatted(name, generation, end);
    Answer answer = client.post(group + "/commit", body);
    long ended = history.now();
    if (answer.status() == 409 || answer.status() == 416) {
      return;
    }
    JsonObject committed = answer.expect(200).json().getJsonObject("committed");
    for (String partition : committed.fieldNames()) {
      long reached = committed.getLong(partition);
      int number = Integer.parseInt(partition);
      seen.add(new Commit(name, begun, ended, generation, number, reached, Outcome.ACKNOWLEDGED));
    }
  }

  private void leave() {
    client.delete(group + "/member/" + name);
    startAnew();
  }

  /** What its last call would have got is with nobody. */
  private void die() {
    try (RawConnection connection = new RawConnection(server.port())) {
      connection.send("GET " + path("wait=1s") + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
      LockSupport.parkNanos(random.nextInt(20_000_000));
    }
    startAnew();
  }

  private void startAnew() {
    run++;
    ticket = 0;
    end = 0;
  }
}
