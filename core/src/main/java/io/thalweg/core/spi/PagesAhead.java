package io.thalweg.core.spi;

import io.thalweg.core.model.StreamName;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/**
 * Reads pages from a storage that is a round trip away, and for readers that go through a stream
 * page by page the next one ahead. That one is given away between the ends that the stream has when
 * it is asked for, which is a small round trip instead of a large one: events never change, but by
 * then the stream may begin later or be another one. Thread-safe.
 */
public final class PagesAhead {
  private final Vertx vertx;
  private final Source source;
  private final ReadAhead<StreamName, Future<ReadResult>> ahead = new ReadAhead<>();

  /**
   * Where a stream is.
   *
   * @param generation the stream's incarnation
   * @param minOffset the oldest retained offset
   * @param head the offset of the next event to come
   */
  public record Ends(long generation, long minOffset, long head) {}

  /** The storage. */
  public interface Source {
    /** As {@link EventReader#read}, on whatever context. */
    Future<ReadResult> read(ReadQuery query);

    /** Asks where the stream is now, on whatever context. However it fails, a page is read then. */
    Future<Ends> ends(StreamName stream);
  }

  public PagesAhead(Vertx vertx, Source source) {
    this.vertx = vertx;
    this.source = source;
  }

  /** As {@link EventReader#read}; completes on the caller's context or where the source does. */
  public Future<ReadResult> read(ReadQuery query) {
    Future<ReadResult> ready = ahead.take(query.stream(), query);
    Future<ReadResult> found = ready == null ? source.read(query) : checked(query, ready);
    return found.onSuccess(page -> goOn(query, page));
  }

  private void goOn(ReadQuery query, ReadResult found) {
    ReadQuery next = ahead.after(query.stream(), query, found);
    if (next != null) {
      ahead.keep(query.stream(), next, source.read(next));
    }
  }

  /** A page that was read ahead, if a read would find the same; else what one finds. */
  private Future<ReadResult> checked(ReadQuery query, Future<ReadResult> ready) {
    Context caller = vertx.getOrCreateContext();
    Future<Ends> ends = source.ends(query.stream());
    Promise<ReadResult> answer = Promise.promise();
    Future.join(ready, ends)
        .onComplete(
            both -> {
              ReadResult page =
                  both.succeeded() ? between(ends.result(), query, ready.result()) : null;
              caller.runOnContext(
                  here -> {
                    if (page == null) {
                      source.read(query).onComplete(answer);
                    } else {
                      answer.complete(page);
                    }
                  });
            });
    return answer.future();
  }

  /** The page between the stream's ends, or null if it is not what is there now. */
  private static ReadResult between(Ends now, ReadQuery query, ReadResult page) {
    boolean isStillGood =
        page.generation() == now.generation()
            && query.from() >= now.minOffset()
            // A page that the stream ended in may be shorter than it would be by now.
            && (page.hasMore() || page.head() == now.head());
    return isStillGood ? page.between(now.minOffset(), Math.max(now.head(), page.head())) : null;
  }
}
