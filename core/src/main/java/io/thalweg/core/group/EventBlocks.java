package io.thalweg.core.group;

import io.thalweg.core.record.EventBlock;
import io.thalweg.core.record.EventCursor;

/** Cuts blocks of events. */
final class EventBlocks {
  private EventBlocks() {}

  /** The events below an offset. */
  static EventBlock below(EventBlock events, long offset) {
    EventCursor cursor = events.cursor();
    int count = 0;
    while (cursor.next()) {
      if (cursor.offset() >= offset) {
        return new EventBlock(events.array(), events.from(), cursor.at(), count);
      }
      count++;
    }
    return events;
  }
}
