package io.thalweg.core.bus;

import java.util.Map;

/**
 * What is committed now.
 *
 * @param generation the group's present generation, to be known; later commits carry that of the
 *     poll that delivered their events
 * @param committed by partition, for those that the request was about; may be higher than asked
 *     for, because commits never go back
 */
public record CommitReply(long generation, Map<Integer, Long> committed) {
  public CommitReply {
    committed = Map.copyOf(committed);
  }
}
