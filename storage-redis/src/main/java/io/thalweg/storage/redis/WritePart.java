package io.thalweg.storage.redis;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.thalweg.storage.redis.RedisErrors.Unreachable;
import io.thalweg.storage.redis.WriteLine.Sender;
import io.vertx.core.AsyncResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;

/** Batches that go together: one call of the script, or one transaction. Not thread-safe. */
final class WritePart {
  /** A script holds up everybody else on its server, so it is not given more than this. */
  private static final int BYTES_MAX = 256 << 10;

  private static final int BATCHES_MAX = 2_000;

  /** A transaction takes less time for as much. */
  private static final int PLAIN_BYTES_MAX = 512 << 10;

  private static final int PLAIN_STREAMS_MAX = 100;

  /** With fewer events the script is done sooner than a transaction that has to be opened. */
  private static final int OPEN_MIN = 8;

  /** With fewer for each partition, too. */
  private static final int EACH_MIN = 2;

  /** So many events are worth a transaction of their own, whatever comes behind them. */
  private static final int MANY = 200;

  private static final int LOOKED_AT_MAX = 64;

  private final List<PendingWrite> writes;
  private final List<WriteBatch> batches;
  private WriteCall call;

  private WritePart(List<PendingWrite> writes) {
    this.writes = writes;
    List<WriteBatch> ofWrites = new ArrayList<>(writes.size());
    writes.forEach(write -> ofWrites.add(write.batch()));
    this.batches = ofWrites;
  }

  /** Takes as many of the first as fit into one call, and at least one. */
  static WritePart takeFrom(Queue<PendingWrite> queue) {
    List<PendingWrite> writes = new ArrayList<>(Math.min(queue.size(), BATCHES_MAX));
    long bytes = 0;
    PendingWrite next = queue.peek();
    do {
      bytes += next.batch().bytes();
      writes.add(queue.remove());
      next = queue.peek();
    } while (next != null
        && writes.size() < BATCHES_MAX
        && bytes + next.batch().bytes() <= BYTES_MAX);
    return new WritePart(writes);
  }

  /**
   * Whether the first had better go in a transaction: one is open for what waits, or enough events
   * wait for so few partitions that it is soon opened, or many in any case.
   */
  static boolean isForTransaction(Queue<PendingWrite> queue, Sender sender) {
    boolean isOpen = true;
    Set<StreamName> streams = new HashSet<>();
    int partitions = 0;
    int events = 0;
    int looked = 0;
    for (PendingWrite write : queue) {
      if (!isForTransaction(write, sender)) {
        return events >= MANY;
      }
      events += write.append().events().count();
      if (events >= MANY) {
        return true;
      }
      isOpen &= sender.isOpenFor(write.batch());
      StreamName stream = write.append().stream();
      partitions += streams.add(stream) ? sender.partitions(stream) : 0;
      if (++looked == LOOKED_AT_MAX) {
        break;
      }
    }
    return isOpen
        || events >= Math.max(OPEN_MIN, EACH_MIN * partitions) && partitions <= Look.WHOLE_MAX;
  }

  private static boolean isForTransaction(PendingWrite write, Sender sender) {
    return write.isPlain() && sender.isForTransaction(write.batch());
  }

  /**
   * Takes as many of the first as fit into one transaction, the one that is open if that is for the
   * first of them.
   */
  static WritePart takePlainFrom(Queue<PendingWrite> queue, Sender sender) {
    boolean isOpen = sender.isOpenFor(queue.element().batch());
    List<PendingWrite> writes = new ArrayList<>();
    Set<StreamName> streams = new HashSet<>();
    long bytes = 0;
    int events = 0;
    PendingWrite next = queue.peek();
    do {
      streams.add(next.append().stream());
      bytes += next.batch().bytes();
      events += next.append().events().count();
      writes.add(queue.remove());
      next = queue.peek();
    } while (next != null
        && isForTransaction(next, sender)
        && (!isOpen || sender.isOpenFor(next.batch()))
        && events + next.append().events().count() <= PlainWrite.EVENTS_MAX
        && bytes + next.batch().bytes() <= PLAIN_BYTES_MAX
        && (streams.size() < PLAIN_STREAMS_MAX || streams.contains(next.append().stream())));
    return new WritePart(writes);
  }

  List<WriteBatch> batches() {
    return batches;
  }

  /** For the script. */
  WriteCall call() {
    if (call == null) {
      call = new WriteCall(batches);
    }
    return call;
  }

  /** Answers its callers. What certainly was not stored is refused. */
  void ended(AsyncResult<List<WriteOutcome>> result) {
    if (result.succeeded()) {
      for (int i = 0; i < writes.size(); i++) {
        writes.get(i).is(result.result().get(i));
      }
      return;
    }
    Throwable failure = result.cause();
    StreamException reason = RedisErrors.from(failure);
    if (RedisErrors.isRefusal(failure) || failure instanceof Unreachable) {
      writes.forEach(write -> write.is(WriteOutcome.refused(reason)));
    } else {
      writes.forEach(write -> write.isUnknown(reason));
    }
  }
}
