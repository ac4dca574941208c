package io.thalweg.core.group.queue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where to look for events to hand out: at some that wait, or behind all that were looked at.
 *
 * @param waiting offsets that may be handed out again, ascending
 * @param fresh how many events to read from the first on that was not looked at; 0 if any wait
 */
record Hunt(List<Long> waiting, int fresh) {
  static Hunt of(QueueState state, int limit, long now) {
    if (state.paused()) {
      return new Hunt(List.of(), 0);
    }
    List<Long> waiting = waiting(state, limit, now);
    return new Hunt(waiting, waiting.isEmpty() ? Math.min(limit, state.room()) : 0);
  }

  /** The pending events that could be handed out now, at most so many. */
  static List<Long> waiting(QueueState state, int limit, long now) {
    List<Long> waiting = new ArrayList<>();
    Set<Integer> keys = new HashSet<>();
    for (Pending event : state.pending()) {
      if (waiting.size() == limit) {
        break;
      }
      boolean first = event.key() == Pending.NO_KEY || keys.add(event.key());
      if (first && event.isReady(now, state.deliveriesMax())) {
        waiting.add(event.offset());
      }
    }
    return waiting;
  }

  boolean isEmpty() {
    return waiting.isEmpty() && fresh == 0;
  }
}
