package io.thalweg.core.tail;

import io.thalweg.core.error.StreamException;

/**
 * Where a {@link Subscription} delivers. Called on the context of its {@link TailFeeds} only.
 *
 * @param <B> a block of events in the form in which this kind of reader wants it
 */
public interface TailSink<B> {
  /**
   * Takes a block.
   *
   * @return whether it would take another one now; if not, {@link Subscription#resume} says when
   */
  boolean offer(B block);

  /**
   * Retention has removed events before the reader came to them: those from {@code from} to {@code
   * to}, exclusive, will not come. Called before the block that follows them is offered.
   */
  void gap(long from, long to);

  /**
   * The subscription is over: the stream is gone, or cannot be read. Nothing is called afterwards.
   */
  void ended(StreamException reason);
}
