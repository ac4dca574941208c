package io.thalweg.core.group;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Balanced within one, with as few moves as that allows: each member keeps what it has up to its
 * share, and the larger shares go to those who have most.
 */
final class StickyAssignor implements Assignor {
  @Override
  public String[] assign(List<String> members, String[] current) {
    Map<String, Deque<Integer>> kept = keptBy(members, current);
    Map<String, Integer> shares = shares(members, kept, current.length);
    String[] assigned = new String[current.length];
    List<Integer> free = new ArrayList<>();
    kept.forEach(
        (member, partitions) -> {
          int share = shares.get(member);
          int count = 0;
          for (int partition : partitions) {
            if (count++ < share) {
              assigned[partition] = member;
            }
          }
        });
    for (int partition = 0; partition < assigned.length; partition++) {
      if (assigned[partition] == null) {
        free.add(partition);
      }
    }
    hand(free, members, shares, kept, assigned);
    return assigned;
  }

  private static Map<String, Deque<Integer>> keptBy(List<String> members, String[] current) {
    Map<String, Deque<Integer>> kept = new HashMap<>();
    members.forEach(member -> kept.put(member, new ArrayDeque<>()));
    for (int partition = 0; partition < current.length; partition++) {
      Deque<Integer> partitions = current[partition] == null ? null : kept.get(current[partition]);
      if (partitions != null) {
        partitions.add(partition);
      }
    }
    return kept;
  }

  private static Map<String, Integer> shares(
      List<String> members, Map<String, Deque<Integer>> kept, int partitions) {
    List<String> byCount = new ArrayList<>(members);
    byCount.sort(Comparator.comparing((String member) -> -kept.get(member).size()));
    Map<String, Integer> shares = new HashMap<>();
    int larger = partitions % members.size();
    for (String member : byCount) {
      shares.put(member, partitions / members.size() + (larger-- > 0 ? 1 : 0));
    }
    return shares;
  }

  private static void hand(
      List<Integer> free,
      List<String> members,
      Map<String, Integer> shares,
      Map<String, Deque<Integer>> kept,
      String[] assigned) {
    int next = 0;
    for (String member : members) {
      int missing = shares.get(member) - Math.min(shares.get(member), kept.get(member).size());
      for (int i = 0; i < missing; i++) {
        assigned[free.get(next++)] = member;
      }
    }
  }
}
