package io.thalweg.server.http;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.record.EventBlock;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.thalweg.server.json.Page;
import io.thalweg.server.json.PageJson;
import java.util.Set;

/**
 * One page on its way: reads, waits as long as the client wants to and is there, and answers. Not
 * thread-safe.
 */
final class PageRequest {
  /** What one look for events may take that a filter makes rare, in milliseconds. */
  private static final long SEARCH_MS = 1_000;

  /**
   * A read cannot be called back, so one that waits is made again and again, each time for so long
   * in milliseconds: no longer is anything held for a client that went away.
   */
  private static final long WAIT_STEP_MS = 2_000;

  private final GatewayContext context;
  private final Exchange exchange;
  private final ReadParameters parameters;
  private final String consumer;
  private final Set<PageRequest> waiting;
  private long askedFrom;
  private long searchUntil;
  private long waitUntil;
  private ReadResult last;
  private boolean over;

  /**
   * @param consumer who asks, to be counted once the stream is known to exist
   * @param waiting holds this request as long as it waits
   */
  PageRequest(
      GatewayContext context,
      Exchange exchange,
      ReadParameters parameters,
      String consumer,
      Set<PageRequest> waiting) {
    this.context = context;
    this.exchange = exchange;
    this.parameters = parameters;
    this.consumer = consumer;
    this.waiting = waiting;
  }

  void start(ReadQuery query, long waitMs) {
    long now = nowMs();
    askedFrom = query.from();
    searchUntil = now + SEARCH_MS;
    waitUntil = now + waitMs;
    read(query, 0);
  }

  private void read(ReadQuery query, long stepMs) {
    context
        .log()
        .read(query, stepMs)
        .onSuccess(result -> found(query, result))
        .onFailure(this::fail);
  }

  private void found(ReadQuery query, ReadResult result) {
    if (over) {
      return;
    }
    boolean first = last == null;
    last = result;
    if (first) {
      context.subscribers().polled(query.stream(), consumer);
    }
    try {
      StartOffset.checkGeneration(parameters, result.generation());
      if (first && parameters.start() == ReadParameters.Start.OFFSET) {
        StartOffset.checkRange(parameters, result.minOffset(), result.head());
      }
    } catch (StreamException refused) {
      fail(refused);
      return;
    }
    if (result.events().isEmpty() && gap().isEmpty()) {
      readOn(query, result);
    } else {
      answer(result.events());
    }
  }

  private void readOn(ReadQuery query, ReadResult result) {
    long now = nowMs();
    ReadQuery next =
        new ReadQuery(
            query.stream(),
            Math.max(query.from(), result.next()),
            query.filter(),
            query.eventsMax(),
            query.bytesMax());
    if (result.hasMore() && now < Math.max(searchUntil, waitUntil)) {
      read(next, 0);
    } else if (now < waitUntil && !context.closing().begun()) {
      waitAsLongAsTheClient();
      read(next, Math.min(WAIT_STEP_MS, waitUntil - now));
    } else {
      answer(EventBlock.empty());
    }
  }

  private void waitAsLongAsTheClient() {
    if (waiting.add(this)) {
      exchange.response().exceptionHandler(gone -> end());
      exchange.response().closeHandler(gone -> end());
    }
  }

  /** Ends the waiting with an empty page. */
  void answerNow() {
    answer(EventBlock.empty());
  }

  private void end() {
    over = true;
    waiting.remove(this);
  }

  private void fail(Throwable failure) {
    if (!over) {
      end();
      exchange.fail(failure);
    }
  }

  private void answer(EventBlock events) {
    if (over) {
      return;
    }
    Page page;
    try {
      page = context.pages().page(events, tail());
    } catch (StreamException refused) {
      fail(refused);
      return;
    }
    end();
    context.subscribers().delivered(events);
    exchange.page(page);
  }

  private String tail() {
    return "\"next_offset\":"
        + Math.max(askedFrom, last.next())
        + ",\"min_offset\":"
        + last.minOffset()
        + ",\"head\":"
        + last.head()
        + ",\"generation\":"
        + last.generation()
        + gap();
  }

  /** Tells a reader by offset that retention was faster; empty if it was not. */
  private String gap() {
    boolean gone =
        parameters.start() == ReadParameters.Start.OFFSET && askedFrom < last.minOffset();
    return gone ? PageJson.gap(askedFrom, last.minOffset()) : "";
  }

  private static long nowMs() {
    return System.nanoTime() / 1_000_000;
  }
}
