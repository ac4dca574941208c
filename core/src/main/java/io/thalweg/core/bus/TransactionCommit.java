package io.thalweg.core.bus;

import io.thalweg.core.error.StreamException;
import java.util.Map;

/**
 * A member's commit as part of a transaction.
 *
 * <p>It must move positions forward: each partition that it names, or one at least if it commits
 * all up to one offset. Otherwise somebody else has committed these events, and published what came
 * of them.
 *
 * @param request what is committed
 * @param from what must be committed at that moment, for some of the partitions or none: lets a
 *     member be told from another process under its own name
 */
public record TransactionCommit(CommitRequest request, Map<Integer, Long> from) {
  public TransactionCommit {
    from = Map.copyOf(from);
    for (long each : from.values()) {
      if (each < 0) {
        throw StreamException.invalid("from", "must be 0 or more each");
      }
    }
  }
}
