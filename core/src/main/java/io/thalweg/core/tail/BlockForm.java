package io.thalweg.core.tail;

import io.thalweg.core.spi.ReadResult;

/**
 * How the blocks of a {@link TailFeeds} look to its readers.
 *
 * @param <B> a block of events
 */
@FunctionalInterface
public interface BlockForm<B> {
  /**
   * Makes a block of what was read, which holds at least one event. Called once for each read,
   * however many readers share the block.
   */
  B encode(ReadResult result);

  /**
   * Takes a block back after it was offered to all its readers: they see it only while it is being
   * offered, and whoever needs it longer makes sure of that. Forms without resources ignore it.
   */
  default void release(B block) {}
}
