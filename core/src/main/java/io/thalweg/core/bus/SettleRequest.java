package io.thalweg.core.bus;

import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamName;
import java.util.List;

/**
 * What a worker says of events of a shared group.
 *
 * @param lease the {@link LeaseReply#lease} that it has them by
 * @param offsets which of them; empty for all
 */
public record SettleRequest(
    StreamName stream, GroupName group, long lease, List<Long> offsets, Verdict verdict) {
  public SettleRequest {
    offsets = List.copyOf(offsets);
  }
}
