package io.thalweg.core.tail;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.spi.ReadResult;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One waiting read for all readers of an event loop that stand at the same place. Not thread-safe.
 *
 * <p>It asks for the next block only after it has handed out the last, so at most one is on its way
 * however fast events come; meanwhile they gather in the log, and the next block is larger. A feed
 * whose last reader has left stays until its waiting read ends, for whoever comes next: readers
 * that come and go do not leave waiting reads behind.
 */
final class TailFeed<B> {
  private static final long WAIT_MS = 60_000;

  private final TailFeeds<B> feeds;
  private final TailFeeds.Key key;
  private final Set<Subscription<B>> readers = new LinkedHashSet<>();
  private final Backoff backoff;
  private long position;
  private boolean reading;

  TailFeed(TailFeeds<B> feeds, TailFeeds.Key key, long position) {
    this.feeds = feeds;
    this.key = key;
    this.position = position;
    this.backoff = new Backoff(feeds.vertx());
  }

  /** Takes the reader in, unless the feed is ahead of it. */
  boolean join(Subscription<B> reader) {
    if (reader.position() < position) {
      return false;
    }
    readers.add(reader);
    if (!reading && !backoff.isWaiting()) {
      readOn();
    }
    return true;
  }

  void leave(Subscription<B> reader) {
    readers.remove(reader);
    removeIfUnused();
  }

  private void removeIfUnused() {
    if (readers.isEmpty() && !reading) {
      backoff.cancel();
      feeds.remove(key);
    }
  }

  private void readOn() {
    if (readers.isEmpty()) {
      feeds.remove(key);
      return;
    }
    reading = true;
    feeds
        .log()
        .read(feeds.query(key, position, TailFeeds.BLOCK_BYTES), WAIT_MS)
        .onComplete(this::readEnded);
  }

  private void readEnded(ReadResult result, Throwable failure) {
    if (failure != null) {
      reading = false;
      failed(StreamException.from(failure));
      return;
    }
    backoff.reset();
    long from = position;
    position = Math.max(position, result.next());
    handOut(from, result);
    reading = false;
    readOn();
  }

  private void handOut(long from, ReadResult result) {
    if (readers.isEmpty()) {
      return;
    }
    B block = result.events().isEmpty() ? null : feeds.form().encode(result);
    for (Subscription<B> reader : List.copyOf(readers)) {
      reader.fed(from, result, block);
    }
    if (block != null) {
      feeds.form().release(block);
    }
  }

  private void failed(StreamException failure) {
    if (Backoff.isPassing(failure)) {
      backoff.schedule(this::readOn);
      return;
    }
    List<Subscription<B>> all = List.copyOf(readers);
    readers.clear();
    feeds.remove(key);
    all.forEach(reader -> reader.end(failure));
  }
}
