package io.thalweg.core.group;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;

/**
 * What the callers without a name have in hand together: answers under way, and regions whose
 * answer was lost, to be delivered before anything else.
 */
record SharedWork(List<Delivery> inFlight, List<Region> gaps) {
  static final SharedWork NONE = new SharedWork(List.of(), List.of());

  SharedWork {
    inFlight = List.copyOf(inFlight);
    gaps = List.copyOf(gaps);
  }

  boolean isInFlight(int partition) {
    return inFlight.stream().anyMatch(delivery -> delivery.region().covers(partition));
  }

  Delivery delivery(long id) {
    for (Delivery delivery : inFlight) {
      if (delivery.id() == id) {
        return delivery;
      }
    }
    return null;
  }

  /** The lowest offset of the partition that was not delivered for certain, or {@code position}. */
  long lowWater(int partition, long position) {
    long low = position;
    for (Delivery delivery : inFlight) {
      low = Math.min(low, delivery.region().startOf(partition));
    }
    for (Region gap : gaps) {
      low = Math.min(low, gap.startOf(partition));
    }
    return low;
  }

  SharedWork sent(Delivery delivery) {
    List<Delivery> more = new ArrayList<>(inFlight);
    more.add(delivery);
    return new SharedWork(more, gaps);
  }

  SharedWork settled(Delivery delivery) {
    List<Delivery> fewer = new ArrayList<>(inFlight);
    fewer.remove(delivery);
    return new SharedWork(fewer, gaps);
  }

  /** The answer was lost: its region waits for the next caller. */
  SharedWork lost(Delivery delivery) {
    return delivery.region().isEmpty()
        ? settled(delivery)
        : settled(delivery).withGap(delivery.region());
  }

  private SharedWork withGap(Region region) {
    List<Region> more = new ArrayList<>(gaps);
    more.add(region);
    return new SharedWork(inFlight, more);
  }

  /** The first gap that has something in the partitions asked for, cut to them; or null. */
  Region gapIn(IntPredicate partitions) {
    for (Region gap : gaps) {
      Region part = gap.only(partitions);
      if (!part.isEmpty()) {
        return part;
      }
    }
    return null;
  }

  /** The gap that a region is a part of, or null. */
  Region gapAround(Region part) {
    for (Region gap : gaps) {
      if (gap.hasPart(part)) {
        return gap;
      }
    }
    return null;
  }

  /** A part of a gap was read up to an offset. */
  SharedWork gapReadUpTo(Region gap, Region part, long offset) {
    Region rest = gap.after(part, offset);
    List<Region> changed = new ArrayList<>(gaps);
    int at = changed.indexOf(gap);
    if (rest.isEmpty()) {
      changed.remove(at);
    } else {
      changed.set(at, rest);
    }
    return new SharedWork(inFlight, changed);
  }

  /** Forgets a partition: it has another owner or position now. */
  SharedWork without(int partition) {
    if (inFlight.isEmpty() && gaps.isEmpty()) {
      return this;
    }
    return new SharedWork(
        map(inFlight, delivery -> delivery.without(partition)),
        map(gaps, gap -> gap.without(partition)).stream().filter(gap -> !gap.isEmpty()).toList());
  }

  private static <T> List<T> map(List<T> items, UnaryOperator<T> change) {
    return items.stream().map(change).toList();
  }
}
