package io.thalweg.core.group;

import io.thalweg.core.model.Assignment;
import java.util.List;

/** Spreads partitions over members. Pure: the same arguments give the same answer. */
@FunctionalInterface
interface Assignor {
  /**
   * Says who shall hold which partition.
   *
   * @param members their names in ascending order, at least one
   * @param current by partition, who holds or shall hold it so far; null or the name of one who has
   *     left if nobody does
   * @return by partition, a member
   */
  String[] assign(List<String> members, String[] current);

  static Assignor of(Assignment assignment) {
    return switch (assignment) {
      case STICKY -> new StickyAssignor();
      case RANGE -> new RangeAssignor();
      case ROUND_ROBIN -> new RoundRobinAssignor();
    };
  }
}
