package io.thalweg.server.acceptance;

import io.thalweg.core.history.Drain;
import io.thalweg.core.history.Stored;
import io.thalweg.server.testing.NumberedEvent;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** The whole of a stream by each way to it. */
final class Drains {
  private Drains() {}

  static Drain overHttp(String via, TestClient client, String stream) {
    List<Stored> events = new ArrayList<>();
    long next = 0;
    JsonObject page;
    do {
      page = client.get(stream + "/consume/drain?limit=10000&from_offset=" + next);
      events.addAll(NumberedEvent.stored(page.getJsonArray("events")));
      next = page.getLong("next_offset");
    } while (next < page.getLong("head"));
    return new Drain(via + ", HTTP", page.getLong("min_offset"), events);
  }

  /**
   * @param other tells how many events there are
   */
  static Drain overWebSocket(String via, TestClient client, String stream, Drain other) {
    EventSocket socket = client.socket(stream + "/ws/drain?from_offset=0");
    List<Stored> events =
        socket.take(other.events().size()).stream().map(NumberedEvent::stored).toList();
    socket.close();
    return new Drain(via + ", WebSocket", other.minOffset(), events);
  }
}
