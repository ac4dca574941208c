package io.thalweg.core.spi;

import java.util.List;

/**
 * One atomic write. Either everything in it is stored, or nothing.
 *
 * @param appends events for streams, at most one entry a stream
 * @param groups changes of groups, at most one entry a group
 */
public record WriteBatch(List<StreamAppend> appends, List<GroupWrite> groups) {
  public WriteBatch {
    appends = List.copyOf(appends);
    groups = List.copyOf(groups);
  }

  public static WriteBatch of(StreamAppend append) {
    return new WriteBatch(List.of(append), List.of());
  }

  public static WriteBatch of(GroupWrite group) {
    return new WriteBatch(List.of(), List.of(group));
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
