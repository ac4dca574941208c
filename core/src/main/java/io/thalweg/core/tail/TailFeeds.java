package io.thalweg.core.tail;

import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;

/**
 * The live readers of one event loop. Not thread-safe: belongs to the context that made it.
 *
 * @param <B> the form in which the readers want their blocks
 */
public final class TailFeeds<B> {
  /**
   * Encoded size at which one read ends: small enough to be sent at once, large enough to be worth
   * it.
   */
  static final int BLOCK_BYTES = 256 << 10;

  private static final int BLOCK_EVENTS = 4096;

  private final Map<Key, TailFeed<B>> feeds = new HashMap<>();
  private final Vertx vertx;
  private final StreamLog log;
  private final BlockForm<B> form;

  /** Feeds for the calling context. */
  public TailFeeds(Vertx vertx, StreamLog log, BlockForm<B> form) {
    this.vertx = vertx;
    this.log = log;
    this.form = form;
  }

  /** What readers must have in common in order to share a feed. */
  record Key(StreamName stream, EventFilter filter) {}

  /**
   * Starts to deliver the stream's events from {@code from} on.
   *
   * @param from not above the head, or the subscription ends with {@code OFFSET_OUT_OF_RANGE}
   */
  public Subscription<B> subscribe(
      StreamName stream, long from, EventFilter filter, TailSink<B> sink) {
    Subscription<B> subscription = new Subscription<>(this, new Key(stream, filter), from, sink);
    subscription.readOn();
    return subscription;
  }

  /**
   * Reads what a subscription would read first, for a caller that has to know whether it can begin.
   */
  public Future<ReadResult> readFirst(StreamName stream, long from, EventFilter filter) {
    return log.read(query(new Key(stream, filter), from, BLOCK_BYTES), 0);
  }

  /**
   * Starts to deliver with what {@link #readFirst} found, and ends if the stream is no longer the
   * incarnation that it found.
   *
   * @param from what was given to {@link #readFirst}
   * @param sink may be called before this returns
   */
  public Subscription<B> subscribe(
      StreamName stream, long from, EventFilter filter, ReadResult first, TailSink<B> sink) {
    Subscription<B> subscription = new Subscription<>(this, new Key(stream, filter), from, sink);
    subscription.begin(first);
    return subscription;
  }

  /** Lets a reader that has caught up share the feed; false if the feed is ahead of it. */
  boolean join(Subscription<B> reader) {
    return feeds
        .computeIfAbsent(reader.key(), key -> new TailFeed<>(this, key, reader.position()))
        .join(reader);
  }

  void leave(Subscription<B> reader) {
    TailFeed<B> feed = feeds.get(reader.key());
    if (feed != null) {
      feed.leave(reader);
    }
  }

  void remove(Key key) {
    feeds.remove(key);
  }

  Vertx vertx() {
    return vertx;
  }

  StreamLog log() {
    return log;
  }

  BlockForm<B> form() {
    return form;
  }

  ReadQuery query(Key key, long from, int bytesMax) {
    return new ReadQuery(key.stream(), from, key.filter(), BLOCK_EVENTS, bytesMax);
  }
}
