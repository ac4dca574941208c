package io.thalweg.server.acceptance;

import io.thalweg.core.history.History;
import io.thalweg.core.history.Lease;
import io.thalweg.core.history.Outcome;
import io.thalweg.core.history.QueueHistory;
import io.thalweg.core.history.Stored;
import io.thalweg.core.history.Word;
import io.thalweg.server.testing.NumberedEvent;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * A worker of a shared group that takes work by any node and mostly does it, and now and then dies
 * with it or in the middle of a call, gives it back, asks for longer, or comes much too late. It
 * says each word until it is heard. Tells the history all that it sees. Not thread-safe.
 */
final class ChaosWorker {
  static final String LEASE = "800ms";

  /** What it relies on: a server's clock ticks in milliseconds. */
  private static final long LEASE_NANOS = 790_000_000;

  private static final long LATE_NANOS = 900_000_000;

  private final String name;
  private final String group;
  private final AnyNode nodes;
  private final History history;
  private final QueueHistory seen;
  private final Random random;
  private int unanswered;

  ChaosWorker(String name, String group, Chaos chaos, QueueHistory seen) {
    this.name = name;
    this.group = group;
    this.nodes = chaos.way();
    this.history = chaos.history();
    this.seen = seen;
    this.random = chaos.chances();
  }

  /** Does something. */
  void step() {
    if (random.nextInt(40) == 0) {
      nodes.dieAsking(
          path(1_000)); // What it would have got goes back, or waits for its lease to end.
      return;
    }
    Lease work = take();
    if (work == null) {
      return;
    }
    switch (random.nextInt(30)) {
      case 0 -> {
        // It dies with what it has.
      }
      case 1 -> {
        LockSupport.parkNanos(LATE_NANOS);
        done(work, work.events());
      }
      case 2, 3 -> say(Word.Kind.NACK, work, work.events());
      case 4, 5 -> {
        say(Word.Kind.EXTEND, work, work.events());
        done(work, work.events());
      }
      case 6, 7 -> {
        int half = work.events().size() / 2;
        done(work, work.events().subList(0, half));
        done(work, work.events().subList(half, work.events().size()));
      }
      default -> done(work, work.events());
    }
  }

  /** Takes some work and does it. */
  void work() {
    Lease work = take();
    if (work != null) {
      done(work, work.events());
    }
  }

  /** Null if there was none, or none that it heard of. */
  private Lease take() {
    long begun = history.now();
    HttpResponse<String> answer = nodes.get(path(random.nextInt(200)));
    long ended = history.now();
    if (answer == null) {
      return null;
    }
    JsonObject page = TestClient.expect(200, answer);
    JsonArray events = page.getJsonArray("events");
    if (events.isEmpty()) {
      return null;
    }
    List<Integer> deliveries =
        events.stream().map(event -> ((JsonObject) event).getInteger("delivery")).toList();
    Lease lease =
        new Lease(
            name,
            begun,
            ended,
            page.getLong("token"),
            LEASE_NANOS,
            NumberedEvent.stored(events),
            deliveries);
    seen.add(lease);
    return lease;
  }

  private String path(int waitMs) {
    return group + "/consume?limit=" + (1 + random.nextInt(20)) + "&wait=" + waitMs + "ms";
  }

  private void done(Lease work, List<Stored> events) {
    List<Stored> good = new ArrayList<>(events);
    good.removeIf(ChaosWorker::fails);
    List<Stored> bad = new ArrayList<>(events);
    bad.removeIf(event -> !fails(event));
    say(Word.Kind.ACK, work, good);
    say(Word.Kind.NACK, work, bad);
  }

  /** Whatever one does. */
  private static boolean fails(Stored event) {
    return event.seq() % 61 == 7;
  }

  /** Says it until it is told one way or the other. */
  private void say(Word.Kind kind, Lease work, List<Stored> events) {
    if (events.isEmpty()) {
      return;
    }
    List<Long> about = events.stream().map(Stored::offset).toList();
    JsonObject body =
        new JsonObject().put("token", work.token()).put("offsets", new JsonArray(about));
    if (kind == Word.Kind.EXTEND) {
      body.put("lease", LEASE);
    }
    String path = group + "/" + kind.name().toLowerCase(Locale.ROOT);
    Word word = null;
    while (word == null) {
      long begun = history.now();
      HttpResponse<String> answer = nodes.post(path, body);
      long ended = history.now();
      if (answer == null) {
        unanswered++;
        seen.add(Word.unanswered(kind, work.token(), begun, ended, LEASE_NANOS, about));
      } else {
        word = word(kind, work, about, begun, ended, TestClient.expect(200, answer));
      }
    }
    if (nodes.areSeveral() && !word.settledBefore().isEmpty()) {
      // Its node may have said it to a coordinator that heard it and died, and then to the next.
      seen.add(
          Word.unanswered(
              kind, work.token(), word.begun(), word.ended(), LEASE_NANOS, word.settledBefore()));
    }
    seen.add(word);
  }

  private static Word word(
      Word.Kind kind, Lease work, List<Long> about, long begun, long ended, JsonObject reply) {
    return new Word(
        kind,
        work.token(),
        begun,
        ended,
        LEASE_NANOS,
        about,
        offsets(reply, "accepted"),
        offsets(reply, "settled_before"),
        Outcome.ACKNOWLEDGED);
  }

  private static List<Long> offsets(JsonObject reply, String name) {
    return reply.getJsonArray(name).stream().map(number -> ((Number) number).longValue()).toList();
  }

  int unanswered() {
    return unanswered;
  }
}
