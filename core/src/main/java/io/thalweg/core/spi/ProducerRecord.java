package io.thalweg.core.spi;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a storage keeps of a producer, and the rules of {@link ProducerStamp} for backends that
 * decide them in Java. Immutable.
 *
 * @param epoch the highest that stored anything; -1 for none
 * @param nextSequence the number that the next batch starts with
 * @param storedAt when the last batch was stored, epoch milliseconds
 * @param keepMs that batch's own
 * @param batches the newest batches, oldest first, at most {@link ProducerStamp#BATCHES_KEPT}
 */
public record ProducerRecord(
    long epoch, long nextSequence, long storedAt, long keepMs, List<Batch> batches) {

  /** A producer that is not known. */
  public static final ProducerRecord UNKNOWN = new ProducerRecord(-1, 0, 0, 0, List.of());

  /**
   * A stored batch: its numbers, and where the events of each of its appends are.
   *
   * @param appends as the outcome had them, repeats by id included
   */
  public record Batch(long sequence, int count, List<AppendResult> appends) {
    public Batch {
      appends = List.copyOf(appends);
    }

    private boolean isRepeatedBy(WriteBatch batch) {
      boolean isAlike =
          batch.stamp().sequence() == sequence
              && batch.stamp().count() == count
              && batch.appends().size() == appends.size();
      for (int i = 0; isAlike && i < appends.size(); i++) {
        isAlike = batch.appends().get(i).events().count() == appends.get(i).count();
      }
      return isAlike;
    }
  }

  public ProducerRecord {
    batches = List.copyOf(batches);
  }

  /** Whether the producer is to be forgotten. */
  public boolean isExpired(long nowMs, long dedupWindowMs) {
    return nowMs - storedAt > Math.max(keepMs, dedupWindowMs);
  }

  /**
   * Decides on a batch.
   *
   * @return the batch that it repeats, or null if it is the producer's next one
   * @throws StreamException {@code PRODUCER_FENCED} or {@code OUT_OF_SEQUENCE}
   */
  public Batch admit(WriteBatch batch) {
    ProducerStamp stamp = batch.stamp();
    if (stamp.epoch() < epoch || (stamp.count() == 0 && stamp.epoch() == epoch)) {
      throw refusal(
          ErrorCode.PRODUCER_FENCED, "the producer " + stamp.producer() + " is in epoch " + epoch);
    }
    if (stamp.sequence() == nextSequence) {
      return null;
    }
    for (Batch kept : batches) {
      if (kept.isRepeatedBy(batch)) {
        return kept;
      }
    }
    throw refusal(
        ErrorCode.OUT_OF_SEQUENCE,
        "the next number of the producer " + stamp.producer() + " is " + nextSequence);
  }

  private StreamException refusal(ErrorCode code, String message) {
    return StreamException.of(
        code, message, Map.of("epoch", Math.max(0, epoch), "next_sequence", nextSequence));
  }

  /** The producer after its next batch was stored. */
  public ProducerRecord after(ProducerStamp stamp, List<AppendResult> appends, long nowMs) {
    List<Batch> kept = new ArrayList<>(batches);
    if (stamp.count() > 0) {
      kept.add(new Batch(stamp.sequence(), stamp.count(), appends));
    }
    int from = Math.max(0, kept.size() - ProducerStamp.BATCHES_KEPT);
    return new ProducerRecord(
        stamp.epoch(),
        stamp.nextSequence(),
        nowMs,
        stamp.keepMs(),
        kept.subList(from, kept.size()));
  }
}
