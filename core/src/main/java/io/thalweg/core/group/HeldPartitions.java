package io.thalweg.core.group;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which partitions each member holds, ascending, and how many it shall hold. */
final class HeldPartitions {
  private static final int[] NONE = new int[0];

  private final Map<String, int[]> lists = new HashMap<>();
  private final Map<String, Integer> due = new HashMap<>();

  private HeldPartitions() {}

  static HeldPartitions of(PersistentArray<PartitionState> partitions) {
    HeldPartitions held = new HeldPartitions();
    Map<String, Integer> counts = new HashMap<>();
    List<PartitionState> list = partitions.toList();
    list.stream()
        .filter(partition -> partition.owner() != null)
        .forEach(partition -> counts.merge(partition.owner(), 1, Integer::sum));
    list.stream()
        .filter(partition -> partition.target() != null)
        .forEach(partition -> held.due.merge(partition.target(), 1, Integer::sum));
    counts.forEach((member, count) -> held.lists.put(member, new int[count]));
    for (int i = list.size() - 1; i >= 0; i--) {
      String owner = list.get(i).owner();
      if (owner != null) {
        int at = counts.merge(owner, -1, Integer::sum);
        held.lists.get(owner)[at] = i;
      }
    }
    return held;
  }

  int[] of(String member) {
    return lists.getOrDefault(member, NONE);
  }

  int due(String member) {
    return due.getOrDefault(member, 0);
  }

  static int[] with(int[] held, int partition) {
    int[] more = Arrays.copyOf(held, held.length + 1);
    more[held.length] = partition;
    Arrays.sort(more);
    return more;
  }

  static int[] without(int[] held, int partition) {
    return Arrays.stream(held).filter(other -> other != partition).toArray();
  }
}
