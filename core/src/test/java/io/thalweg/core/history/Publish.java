package io.thalweg.core.history;

/**
 * A publish of one event as its producer saw it, from the first try to the last. Times are of
 * {@link History#now()}.
 *
 * @param producer its number, 0 or more; a producer sends its events in the order of {@code seq},
 *     the next one when the last one has ended
 * @param digest of the event's data, see {@link History#digest}
 * @param tries how often it was sent, under the same id
 * @param offset as acknowledged, else without meaning
 * @param partition as acknowledged, else without meaning
 */
public record Publish(
    int producer,
    long seq,
    long digest,
    long begun,
    long ended,
    int tries,
    Outcome outcome,
    long offset,
    int partition) {

  /** A publish that was answered with an offset. */
  public static Publish acknowledged(
      int producer, long seq, long digest, long begun, long ended, long offset, int partition) {
    return new Publish(
        producer, seq, digest, begun, ended, 1, Outcome.ACKNOWLEDGED, offset, partition);
  }

  /** A publish without an offset that counts. */
  public static Publish ended(
      int producer, long seq, long digest, long begun, long ended, Outcome outcome) {
    return new Publish(producer, seq, digest, begun, ended, 1, outcome, -1, -1);
  }

  public Publish withTries(int number) {
    return new Publish(producer, seq, digest, begun, ended, number, outcome, offset, partition);
  }

  boolean isAcknowledged() {
    return outcome == Outcome.ACKNOWLEDGED;
  }

  /** Whether a fault came between the first try and the last. */
  boolean wasHit() {
    return outcome == Outcome.UNKNOWN || tries > 1;
  }
}
