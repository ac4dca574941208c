package io.thalweg.core.spi;

import io.thalweg.core.model.StreamName;

/**
 * Lets a {@link WriteBatch} happen once, in its producer's order, and not at all once the producer
 * has been replaced: what the storage checks before everything else about the batch, in the same
 * atomic step.
 *
 * <p>A storage keeps for each stream and producer its epoch, the next sequence number, and where
 * the events of its last {@value #BATCHES_KEPT} stored batches are (batches of no numbers are not
 * kept). In this order:
 *
 * <ol>
 *   <li>No such stream: {@code STREAM_NOT_FOUND}.
 *   <li>A producer that is not known is as if it had no epoch and the next number 0.
 *   <li>An epoch below the kept one: {@code PRODUCER_FENCED}. So is a stamp of no numbers whose
 *       epoch is not above it: such a batch announces a new epoch, and only one can.
 *   <li>The next sequence number: the batch is checked and stored as if it had no stamp. If it is
 *       refused, the producer is as it was. If it is stored, so are, with it, the stamp's epoch,
 *       the number behind the batch, where its events are, and the time.
 *   <li>The sequence number and count of a kept batch with as many appends, each of as many events:
 *       a repeat. Nothing else about it is checked, nothing is stored, not even a higher epoch; the
 *       outcome is the first one's, {@linkplain WriteOutcome#repeated marked}.
 *   <li>Anything else: {@code OUT_OF_SEQUENCE}.
 * </ol>
 *
 * Both refusals carry details {@code epoch} and {@code next_sequence}, the kept ones, 0 for none.
 * Epochs do not touch the numbers: a new epoch goes on where the last one ended.
 *
 * <p>A producer is forgotten when more than {@code keepMs} of its last stored batch, or the
 * stream's dedup window if that is longer now, have passed since that batch on the clock that
 * stamps the stream's events. Deleting the stream forgets it, retention does not.
 *
 * @param stream the stream with which the storage keeps the producer; one of the batch's own as a
 *     rule, but it need not be
 * @param producer 1 to {@value #PRODUCER_LENGTH_MAX} characters of printable ASCII
 * @param epoch 0 or more
 * @param sequence the first of the batch's numbers, 0 or more
 * @param count how many numbers it takes, 0 or more
 * @param keepMs for how long the producer is remembered at least, in milliseconds
 */
public record ProducerStamp(
    StreamName stream, String producer, long epoch, long sequence, int count, long keepMs) {

  /** How many stored batches of a producer are kept, the newest ones. */
  public static final int BATCHES_KEPT = 5;

  public static final int PRODUCER_LENGTH_MAX = 255;

  public ProducerStamp {
    if (producer.isEmpty()
        || producer.length() > PRODUCER_LENGTH_MAX
        || producer.chars().anyMatch(c -> c <= ' ' || c > '~')
        || epoch < 0
        || sequence < 0
        || count < 0
        || keepMs < 0
        || sequence > Long.MAX_VALUE - count) {
      throw new IllegalArgumentException(
          producer + ": epoch " + epoch + ", numbers " + sequence + " + " + count);
    }
  }

  /** The number that the producer's next batch starts with. */
  public long nextSequence() {
    return sequence + count;
  }
}
