package io.thalweg.core.bus;

import io.thalweg.core.spi.AppendResult;
import java.util.List;

/**
 * What a transaction did.
 *
 * @param duplicate whether it had been done before, by its id
 * @param appends where the events are, in the order of the request's appends
 */
public record TransactionReply(boolean duplicate, List<AppendResult> appends) {
  public TransactionReply {
    appends = List.copyOf(appends);
  }
}
