package io.thalweg.core.tail;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.spi.ReadResult;
import java.util.ArrayDeque;
import java.util.Map;

/**
 * One live reader: reads history until it has caught up, then shares the feed, and falls back to
 * history when its sink cannot keep up. Not thread-safe: belongs to the context of its {@link
 * TailFeeds}.
 *
 * @param <B> the form of its blocks
 */
public final class Subscription<B> {
  /** Blocks read ahead of a sink that is busy with the one before. */
  private static final int READ_AHEAD_BLOCKS = 2;

  private static final long UNKNOWN = -1;

  private final TailFeeds<B> feeds;
  private final TailFeeds.Key key;
  private final TailSink<B> sink;
  private final Backoff backoff;
  private final ArrayDeque<ReadResult> readAhead = new ArrayDeque<>(READ_AHEAD_BLOCKS);
  private long position;
  private long delivered;
  private long generation = UNKNOWN;
  private boolean caughtUp;
  private boolean reading;
  private boolean sinkReady = true;
  private boolean live;
  private boolean over;

  Subscription(TailFeeds<B> feeds, TailFeeds.Key key, long from, TailSink<B> sink) {
    this.feeds = feeds;
    this.key = key;
    this.position = from;
    this.delivered = from;
    this.sink = sink;
    this.backoff = new Backoff(feeds.vertx());
  }

  void start() {
    readOn();
  }

  TailFeeds.Key key() {
    return key;
  }

  /** The next offset that has not been read for this reader. */
  long position() {
    return position;
  }

  /** The sink can take more again. */
  public void resume() {
    if (!over && !sinkReady) {
      sinkReady = true;
      deliver();
    }
  }

  /** Ends it from the reader's side: the sink hears nothing more. */
  public void cancel() {
    over = true;
    readAhead.clear();
    leaveFeed();
  }

  private void readOn() {
    if (reading || over || live || readAhead.size() >= READ_AHEAD_BLOCKS) {
      return;
    }
    reading = true;
    feeds.log().read(feeds.query(key, position), 0).onComplete(this::readEnded);
  }

  private void readEnded(ReadResult result, Throwable failure) {
    reading = false;
    if (over) {
      return;
    }
    if (failure != null) {
      failed(StreamException.from(failure));
      return;
    }
    backoff.reset();
    if (!accept(result)) {
      return;
    }
    readAhead.add(result);
    position = Math.max(position, result.next());
    caughtUp = position >= result.head();
    if (!caughtUp) {
      readOn();
    }
    deliver();
  }

  /**
   * Whether the result continues the stream that this reader began with; tells of a gap before it.
   */
  private boolean accept(ReadResult result) {
    if (generation == UNKNOWN) {
      generation = result.generation();
    }
    if (generation != result.generation()) {
      end(
          StreamException.of(
              ErrorCode.STREAM_GENERATION_MISMATCH,
              "the stream was deleted and created again",
              Map.of("generation", result.generation())));
      return false;
    }
    if (position > result.head()) {
      end(
          StreamException.of(
              ErrorCode.OFFSET_OUT_OF_RANGE,
              "offset " + position + " is above the head",
              Map.of("min_offset", result.minOffset(), "head", result.head())));
      return false;
    }
    return true;
  }

  private void deliver() {
    while (sinkReady && !over && !readAhead.isEmpty()) {
      ReadResult result = readAhead.poll();
      if (!result.events().isEmpty()) {
        offer(result, feeds.encode(result));
      }
    }
    if (over || live || reading || !sinkReady) {
      return;
    }
    live = caughtUp && feeds.join(this);
    readOn();
  }

  /**
   * What the shared feed has read from {@code from} on; {@code block} is null if it holds no event.
   */
  void fed(long from, ReadResult result, B block) {
    if (result.next() <= position && result.generation() == generation) {
      return;
    }
    if (from != position || position < result.minOffset() || !sinkReady) {
      fallBack();
      return;
    }
    if (!accept(result)) {
      return;
    }
    position = result.next();
    if (block != null) {
      offer(result, block);
    }
    if (!sinkReady && !over) {
      leaveFeed();
      caughtUp = false;
    }
  }

  private void offer(ReadResult result, B block) {
    if (delivered < result.minOffset()) {
      sink.gap(delivered, result.minOffset());
    }
    delivered = result.next();
    sinkReady = sink.offer(block);
  }

  private void fallBack() {
    leaveFeed();
    caughtUp = false;
    readOn();
  }

  private void leaveFeed() {
    live = false;
    feeds.leave(this);
  }

  private void failed(StreamException failure) {
    if (Backoff.isPassing(failure)) {
      backoff.schedule(this::readOn);
    } else {
      end(failure);
    }
  }

  void end(StreamException reason) {
    if (!over) {
      cancel();
      sink.ended(reason);
    }
  }
}
