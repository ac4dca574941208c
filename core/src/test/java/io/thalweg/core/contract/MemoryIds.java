package io.thalweg.core.contract;

import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventCursor;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The event ids that a stream remembers, eldest first. Not thread-safe. */
final class MemoryIds {
  private final Map<String, Place> places = new LinkedHashMap<>();

  /** Where the event with an id is. */
  record Place(long offset, long timestamp, int partition) {}

  void remember(String id, Place place) {
    places.remove(id);
    places.put(id, place);
  }

  /** Where an event with the id of this one was stored after {@code sinceMs}, or null. */
  Place find(EventCursor event, long sinceMs) {
    Place place = event.hasId() ? places.get(event.id()) : null;
    return place != null && place.timestamp() > sinceMs ? place : null;
  }

  /** Whether every event of the batch was stored after {@code sinceMs}. */
  boolean knowAll(EventBatch batch, long sinceMs) {
    EventCursor event = batch.cursor();
    while (event.next()) {
      if (find(event, sinceMs) == null) {
        return false;
      }
    }
    return true;
  }

  void forgetBefore(long sinceMs) {
    Iterator<Place> eldest = places.values().iterator();
    while (eldest.hasNext() && eldest.next().timestamp() <= sinceMs) {
      eldest.remove();
    }
  }
}
