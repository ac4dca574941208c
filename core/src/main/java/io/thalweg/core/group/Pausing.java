package io.thalweg.core.group;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Stopping deliveries and letting them go on. Pure functions.
 *
 * <p>It is part of the layout, and so raises the generation, by which calls that wait notice it; it
 * fences nobody.
 */
final class Pausing {
  private Pausing() {}

  static GroupDecision<List<Integer>> pause(GroupState state, GroupCommand.Pause pause) {
    pause.partitions().forEach(i -> Committing.checkPartition(state, "partitions", i));
    List<PartitionState> partitions = state.partitions().toList();
    boolean changes = false;
    for (int i = 0; i < partitions.size(); i++) {
      boolean meant = pause.partitions().isEmpty() || pause.partitions().contains(i);
      if (meant && partitions.get(i).paused() != pause.paused()) {
        partitions.set(i, partitions.get(i).withPaused(pause.paused()));
        changes = true;
      }
    }
    GroupState after =
        changes
            ? state
                .withPartitions(PersistentArray.of(partitions))
                .withGeneration(state.generation() + 1)
            : state;
    return new GroupDecision<>(after, paused(partitions));
  }

  private static List<Integer> paused(List<PartitionState> partitions) {
    return IntStream.range(0, partitions.size())
        .filter(i -> partitions.get(i).paused())
        .boxed()
        .toList();
  }

  /** Whether partitions that are added now are paused as well. */
  static boolean isWhole(List<PartitionState> partitions) {
    return partitions.stream().allMatch(PartitionState::paused);
  }
}
