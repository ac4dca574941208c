package io.thalweg.server.push;

import io.thalweg.core.record.EventBlock;
import io.thalweg.core.record.EventCursor;
import java.util.ArrayList;
import java.util.List;

/** Leaves out of a block what is to be delivered again anyway. */
final class Wanted {
  private Wanted() {}

  /**
   * The parts of the block that are wanted, in order; none of them is empty.
   *
   * @param dropped these events, and all behind them in their partitions, are not
   */
  static List<EventBlock> of(EventBlock events, List<InFlight.Sent> dropped) {
    if (events.isEmpty()) {
      return List.of();
    }
    return dropped.isEmpty() ? List.of(events) : parts(events, dropped);
  }

  private static List<EventBlock> parts(EventBlock events, List<InFlight.Sent> dropped) {
    List<EventBlock> parts = new ArrayList<>();
    EventCursor event = events.cursor();
    int from = events.from();
    int count = 0;
    while (event.next()) {
      if (isWanted(event, dropped)) {
        from = count++ == 0 ? event.at() : from;
      } else if (count > 0) {
        parts.add(new EventBlock(events.array(), from, event.at(), count));
        count = 0;
      }
    }
    if (count > 0) {
      parts.add(new EventBlock(events.array(), from, events.to(), count));
    }
    return parts;
  }

  private static boolean isWanted(EventCursor event, List<InFlight.Sent> dropped) {
    for (InFlight.Sent from : dropped) {
      if (event.partition() == from.partition() && event.offset() >= from.offset()) {
        return false;
      }
    }
    return true;
  }
}
