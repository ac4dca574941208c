package io.thalweg.storage.file.read;

import io.thalweg.core.spi.ReadAhead;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
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
  private final ReadAhead<StreamLog, ReadResult> ahead = new ReadAhead<>();

  public PageReads(StreamReads reads, ReaderPool readers) {
    this.reads = reads;
    this.readers = readers;
  }

  /** Reads; completes on the context, or at once. */
  public Future<ReadResult> read(StreamLog stream, ReadQuery query, Context context) {
    ReadResult inMemory = reads.fromMemory(stream, query);
    if (inMemory != null) {
      return Future.succeededFuture(inMemory);
    }
    ReadResult ready = readAhead(stream, query);
    if (ready != null) {
      goOn(stream, query, ready, context);
      return Future.succeededFuture(ready);
    }
    return readers
        .run(() -> reads.read(stream, query), context)
        .onSuccess(found -> goOn(stream, query, found, context));
  }

  /** A page that was read ahead, between the stream's ends as they are now; or null. */
  private ReadResult readAhead(StreamLog stream, ReadQuery query) {
    ReadResult page = ahead.take(stream, query);
    Span span = stream.span();
    if (page == null || stream.isDeleted() || query.from() < span.minOffset()) {
      return null;
    }
    return new ReadResult(
        page.events(), page.next(), span.minOffset(), span.head(), page.generation());
  }

  private void goOn(StreamLog stream, ReadQuery query, ReadResult found, Context context) {
    ReadQuery next = ahead.after(stream, query, found);
    if (next != null) {
      readers
          .run(() -> reads.read(stream, next), context)
          .onSuccess(page -> keep(stream, next, page));
    }
  }

  /** Unless the stream ended in it: then the reader would get less than there is. */
  private void keep(StreamLog stream, ReadQuery query, ReadResult page) {
    if (page.next() < page.head()) {
      ahead.keep(stream, query, page);
    }
  }
}
