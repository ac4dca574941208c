package io.thalweg.core.spi;

import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamName;
import io.vertx.core.Future;
import java.util.List;

/** Reads of consumer groups; they are written by {@link GroupWrite} in a {@link WriteBatch}. */
public interface GroupStore {
  /** The group; fails with {@code STREAM_NOT_FOUND} or {@code GROUP_NOT_FOUND}. */
  Future<GroupRecord> group(StreamName stream, GroupName group);

  /**
   * The names of the stream's groups, ascending by their characters' codes; fails with {@code
   * STREAM_NOT_FOUND}.
   */
  Future<List<GroupName>> groups(StreamName stream);
}
