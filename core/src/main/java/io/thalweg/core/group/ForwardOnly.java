package io.thalweg.core.group;

import io.thalweg.core.bus.CommitReply;
import io.thalweg.core.bus.CommitRequest;
import io.thalweg.core.bus.TransactionCommit;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import java.util.HashMap;
import java.util.Map;

/**
 * A transaction's commit must begin where the group is and move it: otherwise what it publishes has
 * been published, by the transaction that committed these events before.
 */
final class ForwardOnly {
  private ForwardOnly() {}

  /** Throws {@code CONFLICT}, with what is committed, if it does not. */
  static void check(TransactionCommit commit, Loan<CommitReply> loan) {
    GroupState before = loan.before();
    commit
        .from()
        .forEach(
            (partition, from) -> {
              if (partition >= before.partitions().size()
                  || before.partition(partition).committed() != from) {
                throw refusal(before, "the group is not at offset " + from, partition);
              }
            });
    CommitRequest request = commit.request();
    boolean moves = false;
    for (Map.Entry<Integer, Long> reached : loan.reply().committed().entrySet()) {
      int partition = reached.getKey();
      long committed = before.partition(partition).committed();
      moves |= reached.getValue() > committed;
      if (request.offset() == CommitRequest.EACH && request.offsets().get(partition) <= committed) {
        throw refusal(before, "these events are committed already", partition);
      }
    }
    if (!moves) {
      throw refusal(before, "these events are committed already", -1);
    }
  }

  private static StreamException refusal(GroupState group, String why, int partition) {
    Map<String, Long> committed = new HashMap<>();
    for (int i = 0; i < group.partitions().size(); i++) {
      committed.put(Integer.toString(i), group.partition(i).committed());
    }
    String where = partition < 0 ? "" : " in partition " + partition;
    return StreamException.of(
        ErrorCode.CONFLICT,
        why + where + " of group " + group.identity().group(),
        Map.of("committed", committed));
  }
}
