package io.thalweg.core.bus;

import io.vertx.core.Future;

/** Runs transactions. {@link TransactionClient} is this over the event bus. */
@FunctionalInterface
public interface TransactionCalls {
  /**
   * Stores all of it or nothing, visible at once, after everything in it was found to be allowed.
   *
   * <p>Fails with what refuses any part: {@code STREAM_NOT_FOUND}, {@code GROUP_NOT_FOUND}, {@code
   * HEAD_MISMATCH}, and of commits {@code FENCED}, {@code OFFSET_OUT_OF_RANGE}, and {@code
   * CONFLICT} if a position would not move. Also with {@code CONFLICT} if the id is that of another
   * transaction.
   */
  Future<TransactionReply> run(TransactionRequest request);
}
