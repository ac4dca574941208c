package io.thalweg.core.tail;

import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

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
  private static final int BLOCK_BYTES = 256 << 10;

  private static final int BLOCK_EVENTS = 4096;

  private final Map<Key, TailFeed<B>> feeds = new HashMap<>();
  private final Vertx vertx;
  private final StreamLog log;
  private final Function<ReadResult, B> encoder;

  /**
   * Feeds for the calling context.
   *
   * @param encoder makes a block of what was read; called once for each read, however many readers
   *     share it
   */
  public TailFeeds(Vertx vertx, StreamLog log, Function<ReadResult, B> encoder) {
    this.vertx = vertx;
    this.log = log;
    this.encoder = encoder;
  }

  /** What readers must have in common in order to share a feed. */
  record Key(StreamName stream, EventFilter filter) {}

  /**
   * Starts to deliver the stream's events from {@code from} on.
   *
   * @param from not above the head
   */
  public Subscription<B> subscribe(
      StreamName stream, long from, EventFilter filter, TailSink<B> sink) {
    Subscription<B> subscription = new Subscription<>(this, new Key(stream, filter), from, sink);
    subscription.start();
    return subscription;
  }

  /** Lets a reader that has caught up share the feed; false if the feed is ahead of it. */
  boolean join(Subscription<B> reader) {
    TailFeed<B> feed = feeds.get(reader.key());
    if (feed == null || !feed.inUse()) {
      feed = new TailFeed<>(this, reader.key(), reader.position());
      feeds.put(reader.key(), feed);
    }
    return feed.join(reader);
  }

  void leave(Subscription<B> reader) {
    TailFeed<B> feed = feeds.get(reader.key());
    if (feed != null) {
      feed.leave(reader);
      if (!feed.inUse()) {
        feeds.remove(reader.key());
      }
    }
  }

  Vertx vertx() {
    return vertx;
  }

  StreamLog log() {
    return log;
  }

  B encode(ReadResult result) {
    return encoder.apply(result);
  }

  ReadQuery query(Key key, long from) {
    return new ReadQuery(key.stream(), from, key.filter(), BLOCK_EVENTS, BLOCK_BYTES);
  }
}
