package io.thalweg.core.group;

import io.thalweg.core.spi.GroupWrite;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;

/** What must be stored so that the storage holds a group's new state instead of its old one. */
final class GroupWrites {
  private GroupWrites() {}

  /** Stores a new group. */
  static GroupWrite create(GroupState state) {
    Map<Integer, Long> start = new HashMap<>();
    for (int i = 0; i < state.partitions().size(); i++) {
      start.put(i, state.partition(i).committed());
    }
    return new GroupWrite(
        state.identity().stream(),
        state.identity().group(),
        GroupWrite.Kind.CREATE,
        GroupWrite.ABSENT,
        state.generation(),
        GroupCodec.encode(state),
        start);
  }

  /** Whether {@link #between} has anything to store; cheaper. */
  static boolean differ(GroupState stored, GroupState state) {
    return state == null
        || state.generation() != stored.generation()
        || !commits(stored, state).isEmpty();
  }

  /**
   * The difference.
   *
   * @param stored what the storage holds
   * @param state what it shall hold; null if the group is to be removed
   * @return null if nothing durable differs
   */
  static GroupWrite between(GroupState stored, GroupState state) {
    GroupIdentity identity = stored.identity();
    if (state == null) {
      return GroupWrite.delete(identity.stream(), identity.group(), stored.generation());
    }
    boolean sameLayout = state.generation() == stored.generation();
    Map<Integer, Long> commits = commits(stored, state);
    if (sameLayout && commits.isEmpty()) {
      return null;
    }
    boolean goesBack = goesBack(stored, commits);
    if (goesBack && sameLayout) {
      throw new IllegalStateException("a commit of " + identity.group() + " would go back");
    }
    Buffer layout = sameLayout ? null : GroupCodec.encode(state);
    return new GroupWrite(
        identity.stream(),
        identity.group(),
        goesBack ? GroupWrite.Kind.SEEK : GroupWrite.Kind.COMMIT,
        stored.generation(),
        state.generation(),
        layout,
        commits);
  }

  private static Map<Integer, Long> commits(GroupState stored, GroupState state) {
    Map<Integer, Long> commits = new HashMap<>();
    state
        .partitions()
        .forEachDifference(
            stored.partitions(),
            i -> {
              long committed = state.partition(i).committed();
              boolean isNew = i >= stored.partitions().size();
              if (isNew || stored.partition(i).committed() != committed) {
                commits.put(i, committed);
              }
            });
    return commits;
  }

  private static boolean goesBack(GroupState stored, Map<Integer, Long> commits) {
    return commits.entrySet().stream()
        .anyMatch(
            commit ->
                commit.getKey() < stored.partitions().size()
                    && commit.getValue() < stored.partition(commit.getKey()).committed());
  }
}
