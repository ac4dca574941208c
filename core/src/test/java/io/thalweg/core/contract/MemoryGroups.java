package io.thalweg.core.contract;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.spi.GroupRecord;
import io.thalweg.core.spi.GroupWrite;
import io.thalweg.core.spi.GroupWrite.Kind;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The groups of one stream. Not thread-safe. */
final class MemoryGroups {
  private final TreeMap<GroupName, GroupRecord> groups = new TreeMap<>();
  private final long streamGeneration;

  MemoryGroups(long streamGeneration) {
    this.streamGeneration = streamGeneration;
  }

  List<GroupName> names() {
    return List.copyOf(groups.keySet());
  }

  GroupRecord group(GroupName name) {
    GroupRecord group = groups.get(name);
    if (group == null) {
      throw StreamException.of(ErrorCode.GROUP_NOT_FOUND, "there is no group " + name);
    }
    return group;
  }

  /** Throws unless the write may be applied now. */
  void check(GroupWrite write) {
    if (write.kind() == Kind.CREATE) {
      if (groups.containsKey(write.group())) {
        throw StreamException.of(
            ErrorCode.GROUP_EXISTS, "the group " + write.group() + " exists already");
      }
      return;
    }
    long generation = group(write.group()).generation();
    if (generation != write.expectedGeneration()) {
      throw StreamException.of(
          ErrorCode.FENCED,
          "the group " + write.group() + " is in generation " + generation,
          Map.of("generation", generation));
    }
  }

  /** Applies a write that {@link #check} let pass. */
  void apply(GroupWrite write) {
    if (write.kind() == Kind.DELETE) {
      groups.remove(write.group());
      return;
    }
    GroupRecord before = groups.get(write.group());
    groups.put(
        write.group(),
        new GroupRecord(
            write.stream(),
            write.group(),
            streamGeneration,
            write.generation(),
            state(before, write.state()),
            committed(before, write)));
  }

  private static Buffer state(GroupRecord before, Buffer state) {
    if (state != null) {
      return state;
    }
    return before == null ? Buffer.buffer() : before.state();
  }

  private static Map<Integer, Long> committed(GroupRecord before, GroupWrite write) {
    Map<Integer, Long> committed = new HashMap<>(before == null ? Map.of() : before.committed());
    write
        .commits()
        .forEach(
            (partition, offset) -> {
              boolean mayGoBack = write.kind() != Kind.COMMIT;
              committed.merge(
                  partition, offset, (old, now) -> mayGoBack ? now : Math.max(old, now));
            });
    return committed;
  }
}
