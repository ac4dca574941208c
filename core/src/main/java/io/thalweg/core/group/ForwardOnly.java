package io.thalweg.core.group;

import io.thalweg.core.bus.CommitReply;
import io.thalweg.core.bus.CommitRequest;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/**
 * A transaction's commit must move its group: otherwise what it publishes has been published, by
 * the transaction that committed these events before.
 */
final class ForwardOnly {
  private ForwardOnly() {}

  /** Throws {@code CONFLICT}, with what is committed, if it does not. */
  static void check(CommitRequest request, Loan<CommitReply> loan) {
    boolean each = request.offset() == CommitRequest.EACH;
    GroupState before = loan.before();
    boolean moves = false;
    for (Map.Entry<Integer, Long> reached : loan.reply().committed().entrySet()) {
      int partition = reached.getKey();
      long wanted = each ? request.offsets().get(partition) : reached.getValue();
      boolean forward = wanted > before.partition(partition).committed();
      if (each && !forward) {
        throw refusal(before, " in partition " + partition).about("offsets." + partition);
      }
      moves |= forward;
    }
    if (!moves) {
      throw refusal(before, "").about(each ? "offsets" : "offset");
    }
  }

  private static StreamException refusal(GroupState group, String where) {
    JsonObject committed = new JsonObject();
    for (int i = 0; i < group.partitions().size(); i++) {
      committed.put(Integer.toString(i), group.partition(i).committed());
    }
    return StreamException.of(
        ErrorCode.CONFLICT,
        "the group " + group.identity().group() + " has committed these events already" + where,
        Map.of("committed", committed));
  }
}
