package io.thalweg.core.group;

import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.spi.GroupRecord;
import io.thalweg.core.spi.GroupStore;
import io.vertx.core.Future;
import java.util.function.LongSupplier;

/**
 * How groups are read by who coordinates them.
 *
 * @param first reads a group that nothing is known of
 * @param claimed reads one of which something may still be on its way to the storage, and sees to
 *     it that this is not stored any more
 * @param firstTickets where the tickets of a group begin that was read; none of another node's, or
 *     of before, may be met again
 */
record GroupLoads(GroupStore first, GroupStore claimed, LongSupplier firstTickets) {
  /** No other node has ever coordinated them. */
  static GroupLoads ofOneNode(StreamLog log) {
    return new GroupLoads(log, ClaimedGroups.ofOneNode(log), TimeAndChance.ofThisMachine());
  }

  /** Another node may have coordinated them before. */
  static GroupLoads ofSeveralNodes(ClaimedGroups claimed) {
    return new GroupLoads(claimed, claimed, TimeAndChance.ofThisMachine());
  }

  /**
   * @param inDoubt whether the outcome of a write is not known
   */
  Future<GroupRecord> load(GroupKey key, boolean inDoubt) {
    return inDoubt
        ? claimed.group(key.stream(), key.group()).recover(failure -> unclaimed(key, failure))
        : first.group(key.stream(), key.group());
  }

  /** Where nothing is written any more nothing can arrive late, and reads go on. */
  private Future<GroupRecord> unclaimed(GroupKey key, Throwable failure) {
    return StreamException.from(failure).code() == ErrorCode.WRITES_CLOSED
        ? first.group(key.stream(), key.group())
        : Future.failedFuture(failure);
  }
}
