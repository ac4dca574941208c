package io.thalweg.core.spi;

import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamName;
import io.vertx.core.buffer.Buffer;
import java.util.Map;

/**
 * A change of one group, fenced by its generation: the whole {@link WriteBatch} is refused with
 * {@code FENCED} (detail {@code generation}) unless the stored generation is the expected one when
 * it is stored.
 *
 * @param kind what happens
 * @param expectedGeneration the generation that the stored group must have; {@link #ABSENT} for a
 *     group that must not exist ({@code GROUP_EXISTS} otherwise). A group or stream that is gone is
 *     {@code GROUP_NOT_FOUND} or {@code STREAM_NOT_FOUND}
 * @param generation the generation from now on; not below the expected one nor below 0
 * @param state the new opaque state, or null to leave it; a new group's is empty then
 * @param commits new committed offsets of partitions. With {@link Kind#COMMIT} one that is lower
 *     than the stored one is left out: commits never go back. With {@link Kind#SEEK} it is taken as
 *     it is
 */
public record GroupWrite(
    StreamName stream,
    GroupName group,
    Kind kind,
    long expectedGeneration,
    long generation,
    Buffer state,
    Map<Integer, Long> commits) {

  /** What a write does to its group. */
  public enum Kind {
    /** Creates it, with {@code commits} as its start. */
    CREATE,
    /** Stores state and commits; commits only go forward. */
    COMMIT,
    /** Stores state and commits; commits may go back. */
    SEEK,
    /** Removes it. */
    DELETE
  }

  public static final long ABSENT = -1;

  public GroupWrite {
    commits = Map.copyOf(commits);
    if ((kind == Kind.CREATE) != (expectedGeneration == ABSENT)
        || expectedGeneration < ABSENT
        || generation < Math.max(0, expectedGeneration)) {
      throw new IllegalArgumentException(
          kind + " from " + expectedGeneration + " to " + generation);
    }
  }

  public static GroupWrite create(
      StreamName stream, GroupName group, Buffer state, Map<Integer, Long> start) {
    return new GroupWrite(stream, group, Kind.CREATE, ABSENT, 0, state, start);
  }

  /** Positions only, within a generation. */
  public static GroupWrite commit(
      StreamName stream, GroupName group, long generation, Map<Integer, Long> commits) {
    return new GroupWrite(stream, group, Kind.COMMIT, generation, generation, null, commits);
  }

  public static GroupWrite delete(StreamName stream, GroupName group, long expectedGeneration) {
    return new GroupWrite(
        stream, group, Kind.DELETE, expectedGeneration, expectedGeneration, null, Map.of());
  }
}
