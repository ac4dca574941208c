package io.thalweg.storage.file.read;

import io.thalweg.core.spi.ReadAhead;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.thalweg.storage.file.commit.Reply;
import io.thalweg.storage.file.stream.Span;
import io.thalweg.storage.file.stream.StreamLog;
import io.vertx.core.Context;
import io.vertx.core.Future;

/**
 * Answers reads without ever blocking the caller: at once what is in memory or was read ahead, else
 * through the reader threads. Thread-safe.
 */
public final class PageReads {
  private final StreamReads reads;
  private final ReaderPool readers;
  private final ReaderPool aheadReaders;
  private final ReadAhead<StreamLog, Future<ReadResult>> ahead = new ReadAhead<>();

  /**
   * @param readers for what a caller waits for
   * @param aheadReaders for what nobody waits for yet: so few that they leave processors to those
   *     who answer, and do not wait for each other's bytes
   */
  public PageReads(StreamReads reads, ReaderPool readers, ReaderPool aheadReaders) {
    this.reads = reads;
    this.readers = readers;
    this.aheadReaders = aheadReaders;
  }

  /** Reads; completes on the context, or at once. */
  public Future<ReadResult> read(StreamLog stream, ReadQuery query, Context context) {
    ReadResult inMemory = reads.fromMemory(stream, query);
    if (inMemory != null) {
      return Future.succeededFuture(inMemory);
    }
    Future<ReadResult> ready = ahead.take(stream, query);
    Future<ReadResult> found =
        ready == null ? fromDisk(stream, query, context) : checked(stream, query, ready, context);
    return found.onSuccess(page -> goOn(stream, query, page));
  }

  private Future<ReadResult> fromDisk(StreamLog stream, ReadQuery query, Context context) {
    return readers.run(() -> reads.read(stream, query), context);
  }

  private void goOn(StreamLog stream, ReadQuery query, ReadResult found) {
    ReadQuery next = ahead.after(stream, query, found);
    // What is in memory now is not asked for here.
    if (next != null && !reads.isInMemory(stream, next.from())) {
      ahead.keep(stream, next, aheadReaders.run(() -> reads.read(stream, next), null));
    }
  }

  /** A page that was read ahead, if a read would find the same; else what one finds. */
  private Future<ReadResult> checked(
      StreamLog stream, ReadQuery query, Future<ReadResult> ready, Context context) {
    if (ready.isComplete()) {
      return checked(stream, query, ready.result(), context);
    }
    Reply<ReadResult> reply = new Reply<>(context);
    ready
        .transform(done -> checked(stream, query, done.result(), context))
        .onSuccess(reply::send)
        .onFailure(reply::sendFailure);
    return reply.future();
  }

  /** The same of a page that is there; null if it could not be read. */
  private Future<ReadResult> checked(
      StreamLog stream, ReadQuery query, ReadResult page, Context context) {
    Span span = stream.span();
    boolean isStillGood =
        page != null
            // A page that the stream ended in may be shorter than it would be by now.
            && (page.hasMore() || page.head() == span.head())
            && !stream.isDeleted()
            && query.from() >= span.minOffset();
    return isStillGood
        ? Future.succeededFuture(page.between(span.minOffset(), span.head()))
        : fromDisk(stream, query, context);
  }
}
