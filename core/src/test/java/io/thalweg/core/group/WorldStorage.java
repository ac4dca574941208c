package io.thalweg.core.group;

import io.thalweg.core.spi.GroupRecord;
import java.util.HashMap;
import java.util.Map;

/**
 * What the storage of a world holds of the group. Immutable.
 *
 * @param layout whose members, owners and generation it holds
 * @param committed by partition
 */
record WorldStorage(GroupState layout, long[] committed) {
  static WorldStorage of(GroupState state) {
    return new WorldStorage(state, committedOf(state));
  }

  private static long[] committedOf(GroupState state) {
    long[] committed = new long[state.partitions().size()];
    for (int i = 0; i < committed.length; i++) {
      committed[i] = state.partition(i).committed();
    }
    return committed;
  }

  long generation() {
    return layout.generation();
  }

  /** Stores what a coordinator has changed since it stored last. */
  WorldStorage written(GroupState before, GroupState after) {
    long[] merged = committedOf(after);
    boolean goesBack = goesBack(before, after);
    for (int i = 0; i < committed.length; i++) {
      boolean changed = before.partition(i).committed() != merged[i];
      merged[i] = changed && goesBack ? merged[i] : Math.max(committed[i], merged[i]);
    }
    return new WorldStorage(after, merged);
  }

  private static boolean goesBack(GroupState before, GroupState after) {
    for (int i = 0; i < before.partitions().size(); i++) {
      if (after.partition(i).committed() < before.partition(i).committed()) {
        return true;
      }
    }
    return false;
  }

  /** A coordinator takes the group over from another one. */
  WorldStorage claimed(WorldRules rules) {
    return new WorldStorage(rules.claimed(layout), committed);
  }

  /** Whether there is anything to store. */
  static boolean differ(GroupState before, GroupState after) {
    if (before.generation() != after.generation()) {
      return true;
    }
    for (int i = 0; i < before.partitions().size(); i++) {
      if (before.partition(i).committed() != after.partition(i).committed()) {
        return true;
      }
    }
    return false;
  }

  /** A coordinator that starts from it. */
  Coordinator restored(WorldRules rules, long head, long now, long ticketBase) {
    Map<Integer, Long> offsets = new HashMap<>();
    for (int i = 0; i < committed.length; i++) {
      offsets.put(i, committed[i]);
    }
    GroupRecord record =
        new GroupRecord(
            GroupWorld.STREAM,
            GroupWorld.GROUP,
            1,
            layout.generation(),
            GroupCodec.encode(layout),
            offsets);
    GroupState state = rules.restore(record, head, now, ticketBase);
    return new Coordinator(state, state);
  }
}
