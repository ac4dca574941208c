package io.thalweg.storage.file.commit;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import java.util.Arrays;
import java.util.List;

/** Batches to be stored, and what has become of them so far. Owned by the commit thread. */
final class WriteCall implements Call {
  private final Reply<List<WriteOutcome>> reply;
  private final List<WriteBatch> batches;
  private final WriteOutcome[] outcomes;
  private StreamException unknown;
  private int decided;
  private int settled;

  WriteCall(List<WriteBatch> batches, Reply<List<WriteOutcome>> reply) {
    this.batches = batches;
    this.reply = reply;
    this.outcomes = new WriteOutcome[batches.size()];
  }

  @Override
  public Reply<List<WriteOutcome>> reply() {
    return reply;
  }

  boolean isDecided() {
    return decided == outcomes.length;
  }

  WriteBatch nextBatch() {
    return batches.get(decided);
  }

  void decide(WriteOutcome outcome) {
    outcomes[decided++] = outcome;
  }

  /** What was decided since the last commit is final. */
  void settle() {
    settled = decided;
  }

  /** What was decided since the last commit did not happen: there was no room for it. */
  void refuseUnsettled(StreamException refusal) {
    Arrays.fill(outcomes, settled, decided, WriteOutcome.refused(refusal));
    settled = decided;
  }

  /** Nobody knows what became of what was decided since the last commit. */
  void fail(StreamException failure) {
    unknown = failure;
  }

  void answer() {
    if (unknown != null) {
      reply.fail(unknown);
    } else {
      reply.succeed(Arrays.asList(outcomes));
    }
  }
}
