package io.thalweg.core.tail;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.record.EventBlock;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.spi.ReadResult;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.util.Map;

/**
 * One live reader: reads history until it has caught up, then shares the feed, and falls back to
 * history when its sink cannot keep up. Not thread-safe: belongs to the context of its {@link
 * TailFeeds}.
 *
 * <p>It reads only while its sink is ready, so it never holds events that nobody takes.
 *
 * @param <B> the form of its blocks
 */
public final class Subscription<B> {
  private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);
  private static final long UNKNOWN = -1;

  private final TailFeeds<B> feeds;
  private final TailFeeds.Key key;
  private final TailSink<B> sink;
  private final Backoff backoff;
  private long position;
  private long generation = UNKNOWN;
  private boolean reading;
  private boolean sinkReady = true;
  private boolean live;
  private boolean over;

  Subscription(TailFeeds<B> feeds, TailFeeds.Key key, long from, TailSink<B> sink) {
    this.feeds = feeds;
    this.key = key;
    this.position = from;
    this.sink = sink;
    this.backoff = new Backoff(feeds.vertx());
  }

  TailFeeds.Key key() {
    return key;
  }

  /** The next offset that this reader has not seen: what it would go on from. */
  public long position() {
    return position;
  }

  /** The sink can take more again. */
  public void resume() {
    if (!over && !sinkReady) {
      sinkReady = true;
      if (!backoff.isWaiting()) {
        readOn();
      }
    }
  }

  /** Ends it from the reader's side: the sink hears nothing more. */
  public void cancel() {
    over = true;
    backoff.cancel();
    leaveFeed();
  }

  /** Reads history, if it is time to. */
  void readOn() {
    if (reading || over || live || !sinkReady) {
      return;
    }
    reading = true;
    int bytesMax = sink.bytesWanted(TailFeeds.BLOCK_BYTES);
    feeds.log().read(feeds.query(key, position, bytesMax), 0).onComplete(this::readEnded);
  }

  private void readEnded(ReadResult result, Throwable failure) {
    reading = false;
    if (over) {
      return;
    }
    if (failure == null) {
      backoff.reset();
      begin(result);
    } else {
      failed(StreamException.from(failure));
    }
  }

  /** Delivers what was read at the reader's position, and goes on from there. */
  void begin(ReadResult result) {
    take(result, null);
    if (!over && sinkReady && position >= result.head() && feeds.join(this)) {
      live = true;
      tellCaughtUp();
    }
    readOn();
  }

  /**
   * What the shared feed has read from {@code from} on; {@code shared} is null if it holds no
   * event.
   */
  void fed(long from, ReadResult result, B shared) {
    boolean leftMeanwhile = !live;
    boolean oldNews = result.generation() == generation && result.next() <= position;
    if (leftMeanwhile || oldNews) {
      return;
    }
    if (from < position) {
      take(after(result), null);
    } else {
      take(result, shared);
    }
    if (!sinkReady) {
      leaveFeed();
    }
  }

  /**
   * Delivers the result if it continues the stream that this reader began with.
   *
   * @param shared the result's block, or null if this reader has to have it made
   */
  private void take(ReadResult result, B shared) {
    if (!isContinuedBy(result)) {
      return;
    }
    try {
      if (position < result.minOffset()) {
        sink.gap(position, result.minOffset());
      }
      position = Math.max(position, result.next());
      if (over || result.events().isEmpty()) {
        return;
      }
      if (shared != null) {
        sinkReady = sink.offer(shared);
      } else {
        offerOwn(result);
      }
    } catch (RuntimeException fault) {
      end(StreamException.caused(ErrorCode.INTERNAL, "the reader failed", fault));
    }
  }

  private void offerOwn(ReadResult result) {
    B block = feeds.form().encode(result);
    try {
      sinkReady = sink.offer(block);
    } finally {
      feeds.form().release(block);
    }
  }

  private void tellCaughtUp() {
    try {
      sink.caughtUp(position);
    } catch (RuntimeException fault) {
      end(StreamException.caused(ErrorCode.INTERNAL, "the reader failed", fault));
    }
  }

  private boolean isContinuedBy(ReadResult result) {
    if (generation == UNKNOWN) {
      generation = result.generation();
    }
    if (generation != result.generation()) {
      end(
          StreamException.of(
              ErrorCode.STREAM_GENERATION_MISMATCH,
              "the stream was deleted and created again",
              Map.of("generation", result.generation())));
    } else if (position > result.head()) {
      end(
          StreamException.of(
              ErrorCode.OFFSET_OUT_OF_RANGE,
              "offset " + position + " is above the head " + result.head(),
              Map.of("min_offset", result.minOffset(), "head", result.head())));
    }
    return !over;
  }

  /** The part of the result that this reader has not seen. */
  private ReadResult after(ReadResult result) {
    EventBlock all = result.events();
    EventCursor event = all.cursor();
    int seen = 0;
    int to = all.from();
    while (event.next() && event.offset() < position) {
      seen++;
      to = event.at() + event.length();
    }
    EventBlock unseen = new EventBlock(all.array(), to, all.to(), all.count() - seen);
    return new ReadResult(
        unseen, result.next(), result.minOffset(), result.head(), result.generation());
  }

  private void leaveFeed() {
    if (live) {
      live = false;
      feeds.leave(this);
    }
  }

  private void failed(StreamException failure) {
    if (Backoff.isPassing(failure)) {
      backoff.schedule(this::readOn);
    } else {
      end(failure);
    }
  }

  void end(StreamException reason) {
    if (over) {
      return;
    }
    cancel();
    try {
      sink.ended(reason);
    } catch (RuntimeException fault) {
      LOG.error("a reader failed when it was told that its subscription is over", fault);
    }
  }
}
