package io.thalweg.storage.redis;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.thalweg.storage.redis.PageFetch.Fetched;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads pages, each in one round trip: the head first, then the events, then the begin. So no event
 * is seen that is not below a head that was seen before it, and none is missed that retention
 * removed meanwhile without being told.
 */
final class PageReads {
  private static final int ATTEMPTS_MAX = 50;
  private static final long PAUSE_MS = 10;
  private static final int HINT_BYTES_MAX = 256 << 10;

  private final Vertx vertx;
  private final Servers servers;
  private final Keys keys;
  private final PageFetch fetch;
  private final Witness witness;
  private final Map<StreamName, Known> known = new ConcurrentHashMap<>();

  /** What the last read found, to plan the next one by. */
  private record Known(long generation, int partitions, long min, long largest) {}

  /** The stream's ends around a fetch. */
  private record Ends(long generation, long min, long head) {}

  PageReads(Vertx vertx, Servers servers, Keys keys, Witness witness) {
    this.vertx = vertx;
    this.servers = servers;
    this.keys = keys;
    this.fetch = new PageFetch(servers, keys);
    this.witness = witness;
  }

  Future<ReadResult> read(ReadQuery query) {
    return read(query, ATTEMPTS_MAX);
  }

  void forget(StreamName stream) {
    known.remove(stream);
  }

  private Future<ReadResult> read(ReadQuery query, int attemptsLeft) {
    StreamName stream = query.stream();
    Known last = known.get(stream);
    if (last == null) {
      return servers
          .read(keys.slot(stream), fetch.begin(stream))
          .compose(
              begin -> {
                learn(stream, begin);
                return read(query, attemptsLeft);
              });
    }
    long from = Math.max(Math.min(query.from(), PageFetch.OFFSET_MAX), last.min);
    PagePlan plan = PagePlan.of(query, from, last.partitions, last.largest);
    Witness.Seen before = witness.seen(stream);
    return fetch
        .fetch(stream, plan)
        .compose(
            page -> {
              Known now = learn(stream, page.begin());
              long head = page.begin().get(1).toLong();
              String run = page.begin().get(5).toString();
              if (before.isContradictedBy(now.generation, head, run)) {
                return witness.testify(stream).compose(told -> again(query, attemptsLeft));
              }
              Ends ends = ends(last, now, from, head, page.end());
              ReadResult result = ends == null ? null : result(query, plan, page, ends);
              if (result == null) {
                return again(query, attemptsLeft);
              }
              witness.delivered(stream, now.generation, head, run);
              return Future.succeededFuture(result);
            });
  }

  /** The ends, or null if the stream was not what the plan took it for. */
  private static Ends ends(Known planned, Known now, long from, long head, Response end) {
    boolean same =
        end.get(0) != null
            && end.get(0).toLong() == now.generation
            && now.generation == planned.generation
            && now.partitions == planned.partitions
            && end.get(2).toLong() <= from;
    if (!same) {
      return null;
    }
    long min = end.get(2).toLong();
    return new Ends(now.generation, min, Math.max(head, min));
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

  private Known learn(StreamName stream, Response begin) {
    if (begin == null || begin.get(0) == null) {
      known.remove(stream);
      throw StreamColumns.noStream(stream);
    }
    Known now =
        new Known(
            begin.get(0).toLong(),
            begin.get(3).toInteger(),
            begin.get(2).toLong(),
            begin.get(4).toLong());
    known.put(stream, now);
    return now;
  }

  /** The page, or null if an event that must be there is not. */
  private static ReadResult result(ReadQuery query, PagePlan plan, Fetched page, Ends ends) {
    long to = lookedTo(plan, page, ends.head);
    List<Entry> entries = entries(plan, page, plan.from(), to);
    if (plan.isOfAll() && entries.size() < to - plan.from()) {
      return null;
    }
    RecordWriter records =
        new RecordWriter(
            query.filter(),
            query.eventsMax(),
            query.bytesMax(),
            Math.min(HINT_BYTES_MAX, 64 + 256 * entries.size()));
    long next = Math.max(Math.max(query.from(), ends.min), to);
    for (Entry entry : entries) {
      if (!records.add(entry)) {
        next = entry.offset();
        break;
      }
    }
    return new ReadResult(records.block(), next, ends.min, ends.head, ends.generation);
  }

  /** Behind the last offset up to which the page holds all that was asked for. */
  private static long lookedTo(PagePlan plan, Fetched page, long head) {
    long to = Math.min(head, plan.to());
    for (Response entries : page.entries()) {
      if (!plan.isWindow() && entries != null && entries.size() >= plan.countEach()) {
        to = Math.min(to, Entry.of(entries.get(entries.size() - 1), 0).offset() + 1);
      }
    }
    return to;
  }

  /** The entries in [from, to), in the order of their offsets. */
  private static List<Entry> entries(PagePlan plan, Fetched page, long from, long to) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < page.entries().length; i++) {
      if (page.entries()[i] != null) {
        int partition = plan.partitions().get(i);
        for (Response each : page.entries()[i]) {
          Entry entry = Entry.of(each, partition);
          if (entry.offset() >= from && entry.offset() < to) {
            entries.add(entry);
          }
        }
      }
    }
    if (page.entries().length > 1) {
      entries.sort(Comparator.comparingLong(Entry::offset));
    }
    return entries;
  }
}
