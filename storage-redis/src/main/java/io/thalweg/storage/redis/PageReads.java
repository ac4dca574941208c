package io.thalweg.storage.redis;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.PagesAhead;
import io.thalweg.core.spi.PagesAhead.Ends;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.thalweg.storage.redis.PageFetch.Fetched;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads pages, each in one round trip: the head first, then the events, then the begin. So no event
 * is seen that is not below a head that was seen before it, and none is missed that retention
 * removed meanwhile without being told.
 */
final class PageReads implements PagesAhead.Source {
  private static final int ATTEMPTS_MAX = 50;
  private static final long PAUSE_MS = 10;

  private final Vertx vertx;
  private final Servers servers;
  private final Keys keys;
  private final PageFetch fetch;
  private final Witness witness;

  /** What the last reads found, to plan the next ones by. */
  private final Map<StreamName, StreamEnds> known = new ConcurrentHashMap<>();

  PageReads(Vertx vertx, Servers servers, Keys keys, Witness witness) {
    this.vertx = vertx;
    this.servers = servers;
    this.keys = keys;
    this.fetch = new PageFetch(servers, keys);
    this.witness = witness;
  }

  @Override
  public Future<ReadResult> read(ReadQuery query) {
    return read(query, ATTEMPTS_MAX);
  }

  @Override
  public Future<Ends> ends(StreamName stream) {
    Witness.Seen before = witness.seen(stream);
    return fetch
        .ends(stream)
        .map(
            now -> {
              learn(stream, now);
              if (before.isContradictedBy(now.generation(), now.head(), now.run())) {
                throw StreamException.of(ErrorCode.UNAVAILABLE, "a failover lost something");
              }
              witness.delivered(stream, now.generation(), now.head(), now.run());
              return new Ends(now.generation(), now.min(), now.head());
            });
  }

  void forget(StreamName stream) {
    known.remove(stream);
  }

  private Future<ReadResult> read(ReadQuery query, int attemptsLeft) {
    StreamName stream = query.stream();
    StreamEnds last = known.get(stream);
    if (last == null) {
      return fetch
          .ends(stream)
          .compose(
              begin -> {
                learn(stream, begin);
                return read(query, attemptsLeft);
              });
    }
    long from = Math.max(Math.min(query.from(), PageFetch.OFFSET_MAX), last.min());
    PagePlan plan = PagePlan.of(query, from, last.partitions(), last.largest());
    Witness.Seen before = witness.seen(stream);
    return fetch
        .fetch(stream, plan)
        .compose(
            page -> {
              StreamEnds now = page.begin();
              learn(stream, now);
              if (before.isContradictedBy(now.generation(), now.head(), now.run())) {
                return witness.testify(stream).compose(told -> again(query, attemptsLeft));
              }
              ReadResult result = isAsPlanned(last, page, from) ? result(query, plan, page) : null;
              if (result == null) {
                return again(query, attemptsLeft);
              }
              witness.delivered(stream, now.generation(), now.head(), now.run());
              return Future.succeededFuture(result);
            });
  }

  /** Whether the stream was what the plan took it for, from the first event to the last. */
  private static boolean isAsPlanned(StreamEnds planned, Fetched page, long from) {
    StreamEnds begin = page.begin();
    StreamEnds end = page.end();
    return end != null
        && end.generation() == begin.generation()
        && begin.generation() == planned.generation()
        && begin.partitions() == planned.partitions()
        && end.min() <= from;
  }

  private Future<ReadResult> again(ReadQuery query, int attemptsLeft) {
    if (attemptsLeft == 0) {
      return Future.failedFuture(
          StreamException.of(
              ErrorCode.CORRUPT,
              "events of the stream "
                  + query.stream()
                  + " from "
                  + query.from()
                  + " on are missing in Redis, although its begin is below them"));
    }
    // Most often the plan was made from what an earlier read had found: the next one is better.
    return attemptsLeft == ATTEMPTS_MAX
        ? read(query, attemptsLeft - 1)
        : vertx.timer(PAUSE_MS).compose(passed -> read(query, attemptsLeft - 1));
  }

  private void learn(StreamName stream, StreamEnds now) {
    if (now == null) {
      known.remove(stream);
      throw StreamColumns.noStream(stream);
    }
    known.put(stream, now);
  }

  /** The page, or null if an event that must be there is not. */
  private static ReadResult result(ReadQuery query, PagePlan plan, Fetched page) {
    long min = page.end().min();
    long head = Math.max(page.begin().head(), min);
    long to = lookedTo(plan, page, head);
    RecordWriter records =
        new RecordWriter(query.filter(), query.eventsMax(), query.bytesMax(), page.bytes());
    EntryMerge entries = new EntryMerge(page.entries(), plan.from(), to);
    long next = Math.max(Math.max(query.from(), min), to);
    long expected = plan.from();
    for (EntryCursor entry = entries.next(); entry != null; entry = entries.next()) {
      if (plan.isOfAll() && entry.offset != expected++) {
        return null;
      }
      if (!records.add(entry)) {
        next = entry.offset;
        return new ReadResult(records.block(), next, min, head, page.begin().generation());
      }
    }
    if (plan.isOfAll() && expected < to) {
      return null;
    }
    return new ReadResult(records.block(), next, min, head, page.begin().generation());
  }

  /** Behind the last offset up to which the page holds all that was asked for. */
  private static long lookedTo(PagePlan plan, Fetched page, long head) {
    long to = Math.min(head, plan.to());
    if (!plan.isWindow()) {
      for (EntryCursor entries : page.entries()) {
        if (entries.count() >= plan.countEach()) {
          to = Math.min(to, entries.lastOffset() + 1);
        }
      }
    }
    return to;
  }
}
