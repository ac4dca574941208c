package io.thalweg.core.bus;

import java.util.List;

/**
 * What became of a worker's word; each list ascends.
 *
 * @param accepted it counted for these
 * @param settledBefore these were settled already, by this worker or another one
 * @param lost these are not the worker's, or not any longer: it was too late
 */
public record SettleReply(List<Long> accepted, List<Long> settledBefore, List<Long> lost) {
  public SettleReply {
    accepted = List.copyOf(accepted);
    settledBefore = List.copyOf(settledBefore);
    lost = List.copyOf(lost);
  }
}
