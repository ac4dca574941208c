package io.thalweg.core.spi;

import io.thalweg.core.error.StreamException;
import java.util.List;

/**
 * What became of one {@link WriteBatch}.
 *
 * @param appends where the events are, in the order of the batch's appends; empty if refused
 * @param refusal why nothing of the batch was stored, or null if all of it was. Of {@code
 *     STREAM_NOT_FOUND} and {@code HEAD_MISMATCH} the details name the {@code stream}
 * @param repeated whether all of it had been stored before, by its {@link ProducerStamp}
 */
public record WriteOutcome(List<AppendResult> appends, StreamException refusal, boolean repeated) {
  private static final WriteOutcome NO_EVENTS = new WriteOutcome(List.of(), null, false);

  public static WriteOutcome stored(List<AppendResult> appends) {
    return appends.isEmpty() ? NO_EVENTS : new WriteOutcome(appends, null, false);
  }

  /**
   * What a repeat by its stamp is answered with.
   *
   * @param appends as they were when the batch was stored; each event of them is marked as a repeat
   */
  public static WriteOutcome repeated(List<AppendResult> appends) {
    return new WriteOutcome(appends.stream().map(AppendResult::asRepeat).toList(), null, true);
  }

  public static WriteOutcome refused(StreamException refusal) {
    return new WriteOutcome(List.of(), refusal, false);
  }

  public boolean isStored() {
    return refusal == null;
  }
}
