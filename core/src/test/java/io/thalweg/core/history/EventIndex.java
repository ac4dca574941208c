package io.thalweg.core.history;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The final log by offset and by event. */
final class EventIndex {
  private record Key(int producer, long seq) {}

  private final Map<Key, Stored> byEvent = new HashMap<>();
  private final List<Stored> events;
  private final long minOffset;

  EventIndex(Drain drain) {
    this.events = drain.events();
    this.minOffset = drain.minOffset();
    events.forEach(event -> byEvent.putIfAbsent(key(event), event));
  }

  private static Key key(Stored event) {
    return new Key(event.producer(), event.seq());
  }

  List<Stored> events() {
    return events;
  }

  long minOffset() {
    return minOffset;
  }

  /** Behind the last event. */
  long head() {
    return events.isEmpty() ? minOffset : events.get(events.size() - 1).offset() + 1;
  }

  /** The event at an offset, or null; only right where the log has no holes. */
  Stored at(long offset) {
    long index = offset - minOffset;
    if (index < 0 || index >= events.size()) {
      return null;
    }
    Stored event = events.get((int) index);
    return event.offset() == offset ? event : null;
  }

  /** Where an event stands first, or null. */
  Stored of(int producer, long seq) {
    return byEvent.get(new Key(producer, seq));
  }

  boolean isFirst(Stored event) {
    return byEvent.get(key(event)) == event;
  }
}
