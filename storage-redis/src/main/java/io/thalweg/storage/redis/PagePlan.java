package io.thalweg.storage.redis;

import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.spi.ReadQuery;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What to fetch for a page, by what is known of the stream: from which partitions, from where, up
 * to where, and how much of each.
 *
 * @param isOfAll whether these are all partitions of the stream
 * @param from the first offset looked at
 * @param to behind the last offset looked at
 * @param countEach entries of each partition at most; whoever has as many may have more
 */
record PagePlan(
    List<Integer> partitions, long[] starts, boolean isOfAll, long from, long to, int countEach) {
  /** What one read may bring in at most, as far as the largest event lets that be known. */
  private static final long FETCH_BYTES_MAX = 32 << 20;

  /** How many events a read that leaves some out by their type looks at. */
  private static final int TYPED_EVENTS_MIN = 2_000;

  private static final int EVENTS_MAX = 20_000;

  /**
   * A plan.
   *
   * @param from the query's own or the oldest retained offset
   * @param largest the size of the largest event that the stream ever had
   */
  static PagePlan of(ReadQuery query, long from, int partitions, long largest) {
    EventFilter filter = query.filter();
    int most = (int) Math.min(EVENTS_MAX, Math.max(1, FETCH_BYTES_MAX / Math.max(1, largest)));
    int wanted = filter.type() == null ? query.eventsMax() : TYPED_EVENTS_MIN;
    int count = Math.min(most, Math.max(wanted, Math.min(query.eventsMax(), EVENTS_MAX)));
    if (!filter.byPartition()) {
      return window(all(partitions), null, from, count);
    }
    List<Integer> chosen = chosen(filter, partitions);
    long[] starts = new long[chosen.size()];
    long first = Long.MAX_VALUE;
    for (int i = 0; i < starts.length; i++) {
      starts[i] = Math.max(from, filter.start(chosen.get(i)));
      first = Math.min(first, starts[i]);
    }
    if (chosen.isEmpty()) {
      return new PagePlan(chosen, starts, false, from, Long.MAX_VALUE, count);
    }
    if (chosen.size() > most) {
      return window(chosen, starts, first, most);
    }
    int each = chosen.size() == 1 ? count : Math.min(count, 2 * count / chosen.size() + 1);
    return new PagePlan(
        chosen,
        starts,
        false,
        first,
        Long.MAX_VALUE,
        Math.min(each, Math.max(1, most / chosen.size())));
  }

  /** So many offsets, of which the partitions hold so many at most together. */
  private static PagePlan window(List<Integer> partitions, long[] starts, long from, int count) {
    long[] each = starts;
    if (each == null) {
      each = new long[partitions.size()];
      Arrays.fill(each, from);
    }
    return new PagePlan(partitions, each, starts == null, from, from + count, count);
  }

  private static List<Integer> all(int partitions) {
    List<Integer> all = new ArrayList<>(partitions);
    for (int p = 0; p < partitions; p++) {
      all.add(p);
    }
    return all;
  }

  private static List<Integer> chosen(EventFilter filter, int partitions) {
    List<Integer> chosen = new ArrayList<>();
    for (int p = 0; p < Math.min(partitions, filter.partitionsEnd()); p++) {
      if (filter.wantsPartition(p)) {
        chosen.add(p);
      }
    }
    return chosen;
  }

  boolean isWindow() {
    return to != Long.MAX_VALUE;
  }
}
