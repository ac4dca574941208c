package io.thalweg.storage.file.commit;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.spi.AppendResult;
import io.thalweg.core.spi.ProducerRecord;
import io.thalweg.core.spi.ProducerStamp;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.storage.file.journal.EntryType;
import io.thalweg.storage.file.journal.Frame;
import io.thalweg.storage.file.stream.IdBudget;
import io.thalweg.storage.file.stream.ProducerCodec;
import io.thalweg.storage.file.stream.StreamLog;
import java.util.List;

/**
 * The producers whose batches a commit stores, seen on top of those of the commits before it. Owned
 * by the commit thread.
 */
final class ProducerChanges {
  private final IdBudget budget;
  private final Pending<Key, ProducerRecord> changes;

  private record Key(StreamLog stream, String producer) {}

  private ProducerChanges(IdBudget budget, Pending<Key, ProducerRecord> changes) {
    this.budget = budget;
    this.changes = changes;
  }

  static ProducerChanges first(IdBudget budget) {
    return new ProducerChanges(budget, Pending.first());
  }

  /** Those of another commit that may be under way at the same time. */
  ProducerChanges another() {
    return new ProducerChanges(budget, changes.another());
  }

  /**
   * Decides on a stamped batch.
   *
   * @return the batch that it repeats, or null if it is to be stored; throws if neither
   */
  ProducerRecord.Batch check(StreamLog stream, WriteBatch batch, long nowMs) {
    ProducerRecord.Batch first = now(stream, batch.stamp(), nowMs).admit(batch);
    if (first == null && budget.left() <= 0) {
      throw StreamException.of(
          ErrorCode.OVERLOADED,
          "all "
              + budget.max()
              + " event ids and producers that may be remembered (dedup_ids_max) are within their"
              + " windows");
    }
    return first;
  }

  /** Takes in a batch that {@link #check} let pass and that is part of the commit now. */
  void add(
      StreamLog stream, ProducerStamp stamp, List<AppendResult> appends, long nowMs, Frame frame) {
    long storedAt = stream.newestMs(nowMs);
    ProducerCodec.writeStored(
        frame.begin(EntryType.PRODUCER, stream.id()), stamp, appends, storedAt);
    frame.end();
    changes.put(
        new Key(stream, stamp.producer()),
        now(stream, stamp, nowMs).after(stamp, appends, storedAt));
  }

  private ProducerRecord now(StreamLog stream, ProducerStamp stamp, long nowMs) {
    ProducerRecord change = changes.get(new Key(stream, stamp.producer()));
    return change != null
        ? change
        : stream
            .producers()
            .get(stamp.producer(), stream.newestMs(nowMs), stream.config().dedupWindowMs());
  }

  /** The commit is durable: remembers them. */
  void publish() {
    changes.publish(
        (key, record) ->
            key.stream()
                .producers()
                .put(key.producer(), record, key.stream().config().dedupWindowMs()));
  }

  /** The commit did not happen, nor did any that came later. */
  void abandon() {
    changes.abandon();
  }
}
