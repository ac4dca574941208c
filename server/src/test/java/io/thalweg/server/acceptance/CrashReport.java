package io.thalweg.server.acceptance;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a crashed log holds, against what its producers know.
 *
 * @param acked acknowledgements held before a fault began
 * @param unknown publishes that had to be sent again
 * @param faults empty if every promise was kept
 */
record CrashReport(
    int acked,
    int unknown,
    int stored,
    int lost,
    int doubled,
    int moved,
    int reordered,
    List<String> faults) {

  static CrashReport of(List<CrashProducer> producers, TestClient client) {
    Checker checker = new Checker(read(client));
    producers.forEach(checker::check);
    return checker.report();
  }

  private static List<JsonObject> read(TestClient client) {
    List<JsonObject> events = new ArrayList<>();
    long next = 0;
    long head;
    do {
      JsonObject page = client.get("/stream/crash/consume/checker?limit=10000&from_offset=" + next);
      JsonArray found = page.getJsonArray("events");
      found.forEach(event -> events.add((JsonObject) event));
      next = page.getLong("next_offset");
      head = page.getLong("head");
    } while (next < head);
    return events;
  }

  @Override
  public String toString() {
    return String.format(
        "acked=%d unknown=%d stored=%d lost=%d doubled=%d moved=%d reordered=%d",
        acked, unknown, stored, lost, doubled, moved, reordered);
  }

  private static final class Checker {
    private final List<String> faults = new ArrayList<>();
    private final Map<String, JsonObject> byId = new HashMap<>();
    private final int stored;
    private int acked;
    private int unknown;
    private int lost;
    private int doubled;
    private int moved;
    private int reordered;

    Checker(List<JsonObject> events) {
      stored = events.size();
      for (int offset = 0; offset < stored; offset++) {
        JsonObject event = events.get(offset);
        if (event.getLong("offset") != offset) {
          faults.add("offsets are not dense at " + offset + ": " + event);
        }
        if (byId.putIfAbsent(event.getString("id"), event) != null) {
          doubled++;
          faults.add("stored twice: " + event);
        }
      }
    }

    void check(CrashProducer producer) {
      faults.addAll(producer.wrongAnswers());
      long last = -1;
      for (CrashProducer.Sent sent : producer.sent()) {
        acked += sent.sure() ? 1 : 0;
        unknown += sent.tries() > 1 ? 1 : 0;
        JsonObject event = byId.get(sent.id());
        if (event == null) {
          lost++;
          faults.add("lost: " + sent);
          continue;
        }
        checkPlace(sent, event);
        if (event.getLong("offset") <= last) {
          reordered++;
          faults.add("before its predecessor: " + sent);
        }
        last = event.getLong("offset");
      }
    }

    private void checkPlace(CrashProducer.Sent sent, JsonObject event) {
      boolean same =
          event.getLong("offset") == sent.offset()
              && event.getInteger("partition") == sent.partition()
              && event.getJsonObject("data").getInteger("seq") == sent.seq();
      if (!same) {
        moved++;
        faults.add("acknowledged as " + sent + ", found " + event);
      }
    }

    CrashReport report() {
      return new CrashReport(acked, unknown, stored, lost, doubled, moved, reordered, faults);
    }
  }
}
