package io.thalweg.core.spi;

import io.vertx.core.Future;
import java.util.List;

/** The one way in which anything about events and groups is changed. */
public interface EventWriter {
  /**
   * Stores batches, each atomically and independent of the others, in their order.
   *
   * @param batches at least one
   * @return an outcome for each batch, in the same order. The future fails only if outcomes are
   *     unknown (see {@link StorageSpi}) or nothing at all could be tried.
   */
  Future<List<WriteOutcome>> write(List<WriteBatch> batches);
}
