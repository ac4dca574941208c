package io.thalweg.core.tail;

import io.thalweg.core.error.StreamException;

/**
 * Where a {@link Subscription} delivers. Called on the context of its {@link TailFeeds} only. What
 * it throws ends its own subscription with {@code INTERNAL} and hurts no other.
 *
 * @param <B> a block of events in the form in which this kind of reader wants it
 */
public interface TailSink<B> {
  /**
   * Takes a block.
   *
   * @param block at least one event; to be used during the call only, see {@link BlockForm#release}
   * @return whether it would take another one now; if not, a later {@link Subscription#resume} says
   *     when
   */
  boolean offer(B block);

  /**
   * How much history one read should bring.
   *
   * @param bytesMax what it brings otherwise, in bytes; no more is possible
   * @return 1 to {@code bytesMax}
   */
  default int bytesWanted(int bytesMax) {
    return bytesMax;
  }

  /**
   * Retention has removed events before the reader came to them: those from {@code from} to {@code
   * to}, exclusive, will not come. Called as soon as it is known, so before the block that follows
   * them; it may be called again before that block if the reader wants few of the stream's events.
   */
  void gap(long from, long to);

  /**
   * All events below {@code head} have been delivered, and from now on they come as they are
   * published. Called again each time after the sink had been too slow for that.
   */
  default void caughtUp(long head) {}

  /**
   * The subscription is over: the stream is gone ({@code STREAM_NOT_FOUND}), is another one under
   * the same name ({@code STREAM_GENERATION_MISMATCH}), cannot be read, or the deployment ends
   * ({@code CLOSED}). Nothing is called afterwards.
   */
  void ended(StreamException reason);
}
