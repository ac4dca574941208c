package io.thalweg.core.spi;

import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamName;
import io.vertx.core.buffer.Buffer;
import java.util.Map;

/**
 * A group as it is stored.
 *
 * @param streamGeneration the incarnation of the stream that the group belongs to
 * @param generation the group's generation, the fence of {@link GroupWrite}
 * @param state the coordinator's own encoding of members and settings; opaque to the storage
 * @param committed the committed offset of each partition that has one: the next to be read
 */
public record GroupRecord(
    StreamName stream,
    GroupName group,
    long streamGeneration,
    long generation,
    Buffer state,
    Map<Integer, Long> committed) {
  public GroupRecord {
    committed = Map.copyOf(committed);
  }
}
