package io.thalweg.core.spi;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One atomic write. Either everything in it is stored, or nothing.
 *
 * @param appends events for streams, at most one entry a stream
 * @param groups changes of groups, at most one entry a group
 * @param stamp whose batch it is and the how manyeth, or null if nobody asks; see there for what a
 *     repeat is answered with
 */
public record WriteBatch(List<StreamAppend> appends, List<GroupWrite> groups, ProducerStamp stamp) {
  /**
   * Checks that nothing is named twice.
   *
   * @throws IllegalArgumentException if it is
   */
  public WriteBatch {
    appends = List.copyOf(appends);
    groups = List.copyOf(groups);
    if (appends.size() > 1 && namesTwice(appends.stream().map(StreamAppend::stream))) {
      throw new IllegalArgumentException("two appends to one stream");
    }
    if (groups.size() > 1 && namesTwice(groups.stream().map(g -> g.stream() + "/" + g.group()))) {
      throw new IllegalArgumentException("two changes of one group");
    }
  }

  /** A batch without a stamp. */
  public WriteBatch(List<StreamAppend> appends, List<GroupWrite> groups) {
    this(appends, groups, null);
  }

  public static WriteBatch of(StreamAppend append) {
    return new WriteBatch(List.of(append), List.of());
  }

  public static WriteBatch of(GroupWrite group) {
    return new WriteBatch(List.of(), List.of(group));
  }

  /** The same, stored once. */
  public WriteBatch stamped(ProducerStamp by) {
    return new WriteBatch(appends, groups, by);
  }

  private static boolean namesTwice(Stream<?> names) {
    Set<Object> seen = new HashSet<>();
    return !names.allMatch(seen::add);
  }

  /** The encoded size of all events, in bytes. */
  public int bytes() {
    int bytes = 0;
    for (StreamAppend append : appends) {
      bytes += append.events().bytes();
    }
    return bytes;
  }
}
