package io.thalweg.core.bus;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.ConsumerName;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamName;
import java.util.Map;

/**
 * A member's commit. An offset is the next one to be read: one more than that of the last event
 * that was processed.
 *
 * @param generation as the poll that delivered the events told it
 * @param offset commits all partitions of the member up to here; {@link #EACH} to say it for each
 * @param offsets an offset for each partition that is committed; empty if {@code offset} is said
 */
public record CommitRequest(
    StreamName stream,
    GroupName group,
    ConsumerName consumer,
    long generation,
    long offset,
    Map<Integer, Long> offsets) {
  public static final long EACH = -1;

  public CommitRequest {
    offsets = Map.copyOf(offsets);
    if (consumer == null) {
      throw StreamException.invalid("consumer", "must be said: who has no name cannot commit");
    }
    if (generation < 0) {
      throw StreamException.invalid("generation", "must be 0 or more");
    }
    if (offset < EACH || (offset == EACH) == offsets.isEmpty()) {
      throw StreamException.invalid("offset", "must be 0 or more, or else offsets must be said");
    }
    for (long each : offsets.values()) {
      if (each < 0) {
        throw StreamException.invalid("offsets", "must be 0 or more each");
      }
    }
  }

  public static CommitRequest upTo(
      StreamName stream, GroupName group, ConsumerName consumer, long generation, long offset) {
    return new CommitRequest(stream, group, consumer, generation, offset, Map.of());
  }

  public static CommitRequest each(
      StreamName stream,
      GroupName group,
      ConsumerName consumer,
      long generation,
      Map<Integer, Long> offsets) {
    return new CommitRequest(stream, group, consumer, generation, EACH, offsets);
  }
}
