package io.thalweg.core.spi;

import io.thalweg.core.error.StreamException;
import java.util.List;

/**
 * What became of one {@link WriteBatch}.
 *
 * @param appends where the events are, in the order of the batch's appends; empty if refused
 * @param refusal why nothing of the batch was stored, or null if all of it was
 */
public record WriteOutcome(List<AppendResult> appends, StreamException refusal) {
  private static final WriteOutcome NO_EVENTS = new WriteOutcome(List.of(), null);

  public static WriteOutcome stored(List<AppendResult> appends) {
    return appends.isEmpty() ? NO_EVENTS : new WriteOutcome(appends, null);
  }

  public static WriteOutcome refused(StreamException refusal) {
    return new WriteOutcome(List.of(), refusal);
  }

  public boolean isStored() {
    return refusal == null;
  }
}
