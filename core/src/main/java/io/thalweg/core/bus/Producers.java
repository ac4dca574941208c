package io.thalweg.core.bus;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.ProducerName;
import io.thalweg.core.model.ProducerView;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.AppendResult;
import io.thalweg.core.spi.ProducerStamp;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.core.Future;
import java.util.List;

/**
 * Publishing by numbers: each event of a producer has one, and is stored once. Not thread-safe:
 * belongs to the context of its client.
 */
public final class Producers {
  /** How long a producer is remembered after it published last: a day. */
  public static final long KEEP_MS = 24 * 3_600_000L;

  /** The highest epoch and number: JSON's clients, and some storages, are exact up to there. */
  public static final long NUMBER_MAX = (1L << 53) - 1;

  /** How often two that open the same producer at once may take the epoch from each other. */
  private static final int TRIES = 10;

  private final StreamClient log;

  public Producers(StreamClient log) {
    this.log = log;
  }

  /**
   * Gives the producer a new epoch, which fences those of before, and tells where it got to.
   *
   * @return fails with {@code STREAM_NOT_FOUND}, or with {@code CONFLICT} if there is no epoch
   *     above the present one
   */
  public Future<ProducerView> open(StreamName stream, ProducerName producer) {
    return open(stream, producer, 0, 0, TRIES);
  }

  private Future<ProducerView> open(
      StreamName stream, ProducerName producer, long epoch, long next, int tries) {
    ProducerStamp stamp = new ProducerStamp(stream, producer.value(), epoch, next, 0, KEEP_MS);
    return log.write(new WriteBatch(List.of(), List.of(), stamp))
        .compose(
            outcome ->
                outcome.isStored()
                    ? Future.succeededFuture(new ProducerView(producer, epoch, next))
                    : openAbove(stream, producer, outcome.refusal(), tries));
  }

  /** What refuses an epoch tells the present one, and the next number. */
  private Future<ProducerView> openAbove(
      StreamName stream, ProducerName producer, StreamException refusal, int tries) {
    boolean isTold =
        refusal.code() == ErrorCode.PRODUCER_FENCED || refusal.code() == ErrorCode.OUT_OF_SEQUENCE;
    if (!isTold || tries == 0) {
      return Future.failedFuture(refusal);
    }
    long epoch = (Long) refusal.details().get("epoch");
    long next = (Long) refusal.details().get("next_sequence");
    if (epoch >= NUMBER_MAX) {
      return Future.failedFuture(
          StreamException.of(
              ErrorCode.CONFLICT,
              "producer " + producer + " has the highest epoch there is, " + epoch));
    }
    return open(stream, producer, epoch + 1, next, tries - 1);
  }

  /**
   * Publishes events whose numbers begin with {@code sequence}. A repeat of one of the last batches
   * is answered as the first was; fails with {@code PRODUCER_FENCED} or {@code OUT_OF_SEQUENCE}.
   */
  public Future<AppendResult> publish(
      StreamAppend append, ProducerName producer, long epoch, long sequence) {
    int count = append.events().count();
    ProducerStamp stamp =
        new ProducerStamp(append.stream(), producer.value(), epoch, sequence, count, KEEP_MS);
    return log.write(WriteBatch.of(append).stamped(stamp)).compose(Producers::onlyResult);
  }

  private static Future<AppendResult> onlyResult(WriteOutcome outcome) {
    return outcome.isStored()
        ? Future.succeededFuture(outcome.appends().get(0))
        : Future.failedFuture(outcome.refusal());
  }
}
