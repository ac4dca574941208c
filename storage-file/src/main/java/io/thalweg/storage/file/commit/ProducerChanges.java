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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The producers whose batches a commit stores, seen on top of those of the commit before it. Owned
 * by the commit thread.
 */
final class ProducerChanges {
  private final IdBudget budget;
  private final Map<Key, ProducerRecord> changes = new LinkedHashMap<>();
  private ProducerChanges before;

  private record Key(StreamLog stream, String producer) {}

  ProducerChanges(IdBudget budget) {
    this.budget = budget;
  }

  /** Goes on with what a commit stores that is not published yet. */
  void follow(ProducerChanges commitBefore) {
    before = commitBefore;
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
    Key key = new Key(stream, stamp.producer());
    ProducerRecord change = changes.getOrDefault(key, before.changes.get(key));
    return change != null
        ? change
        : stream
            .producers()
            .get(stamp.producer(), stream.newestMs(nowMs), stream.config().dedupWindowMs());
  }

  /** The commit is durable: remembers them. */
  void publish() {
    changes.forEach(
        (key, record) ->
            key.stream()
                .producers()
                .put(key.producer(), record, key.stream().config().dedupWindowMs()));
    changes.clear();
  }

  /** The commit did not happen. */
  void abandon() {
    changes.clear();
  }
}
