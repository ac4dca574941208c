package io.thalweg.core.contract;

import io.thalweg.core.record.EventBlock;
import io.thalweg.core.record.EventCursor;
import java.util.ArrayList;
import java.util.List;

/** An event as a test read it. */
public record StoredEvent(
    long offset, int partition, long timestamp, long ordinal, SampleEvent event) {

  /** All events of a block. */
  public static List<StoredEvent> in(EventBlock block) {
    List<StoredEvent> events = new ArrayList<>(block.count());
    EventCursor cursor = block.cursor();
    while (cursor.next()) {
      events.add(
          new StoredEvent(
              cursor.offset(),
              cursor.partition(),
              cursor.timestamp(),
              cursor.ordinal(),
              SampleEvent.at(cursor)));
    }
    return events;
  }
}
