package io.thalweg.core.model;

import java.util.List;

/**
 * A member of a group as it stands at one moment.
 *
 * @param consumer its name; null stands for all callers that have none
 * @param partitions what it holds, ascending
 * @param idleMs since when nothing was heard of it, in milliseconds
 */
public record MemberView(ConsumerName consumer, List<Integer> partitions, long idleMs) {
  public MemberView {
    partitions = List.copyOf(partitions);
  }
}
