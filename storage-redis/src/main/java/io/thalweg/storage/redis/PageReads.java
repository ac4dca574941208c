package io.thalweg.storage.redis;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBlock;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
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
  /** What offsets may be, in the arithmetic of the scripts. */
  private static final long OFFSET_MAX = 1L << 53;

  private static final int ATTEMPTS_MAX = 50;
  private static final long PAUSE_MS = 10;
  private static final int HINT_BYTES_MAX = 256 << 10;

  private final Vertx vertx;
  private final Servers servers;
  private final Keys keys;
  private final Witness witness;
  private final Map<StreamName, Known> known = new ConcurrentHashMap<>();

  /** What the last read found, to plan the next one by. */
  private record Known(long generation, int partitions, long min, long largest) {}

  PageReads(Vertx vertx, Servers servers, Keys keys, Witness witness) {
    this.vertx = vertx;
    this.servers = servers;
    this.keys = keys;
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
          .read(keys.slot(stream), begin(stream))
          .compose(
              fields -> {
                learn(stream, fields);
                return read(query, attemptsLeft);
              });
    }
    long from = Math.max(Math.min(query.from(), OFFSET_MAX), last.min);
    Witness.Seen before = witness.seen(stream);
    PagePlan plan = PagePlan.of(query, from, last.partitions, last.largest);
    return servers
        .read(keys.slot(stream), requests(stream, plan))
        .compose(
            replies -> {
              Response fields = replies.get(0);
              Known now = learn(stream, fields);
              Response end = replies.get(replies.size() - 1);
              long head = fields.get(1).toLong();
              long min = end.get(1) == null ? 0 : end.get(1).toLong();
              boolean same =
                  now.generation == last.generation
                      && end.get(0) != null
                      && end.get(0).toLong() == now.generation
                      && now.partitions == last.partitions
                      && (min <= from || query.from() < min && from >= head);
              String run = fields.get(5).toString();
              if (before.isContradictedBy(now.generation, head, run)) {
                return witness.testify(stream).compose(told -> again(query, attemptsLeft, 0));
              }
              if (!same) {
                return again(query, attemptsLeft, attemptsLeft < ATTEMPTS_MAX ? PAUSE_MS : 0);
              }
              ReadResult result =
                  result(query, plan, replies, Math.max(head, min), min, now.generation);
              return result == null
                  ? again(query, attemptsLeft, PAUSE_MS)
                  : Future.succeededFuture(result);
            });
  }

  private Future<ReadResult> again(ReadQuery query, int attemptsLeft, long pauseMs) {
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
    return pauseMs == 0
        ? read(query, attemptsLeft - 1)
        : vertx.timer(pauseMs).compose(passed -> read(query, attemptsLeft - 1));
  }

  private Request begin(StreamName stream) {
    return StreamColumns.fields(
        keys, stream, "generation", "head", "min", "partitions", "largest", "run");
  }

  private Known learn(StreamName stream, Response fields) {
    if (fields.get(0) == null) {
      known.remove(stream);
      throw StreamColumns.noStream(stream);
    }
    Known now =
        new Known(
            fields.get(0).toLong(),
            fields.get(3).toInteger(),
            fields.get(2).toLong(),
            fields.get(4).toLong());
    known.put(stream, now);
    return now;
  }

  private List<Request> requests(StreamName stream, PagePlan plan) {
    List<Request> requests = new ArrayList<>(plan.partitions().size() + 2);
    requests.add(begin(stream));
    for (int i = 0; i < plan.partitions().size(); i++) {
      Request range =
          Request.cmd(Command.XRANGE)
              .arg(keys.events(stream, plan.partitions().get(i)))
              .arg(Math.min(plan.starts()[i], OFFSET_MAX));
      if (plan.isWindow()) {
        range.arg(Math.max(plan.to() - 1, 0));
      } else {
        range.arg("+");
      }
      requests.add(range.arg("COUNT").arg(plan.countEach()));
    }
    requests.add(StreamColumns.fields(keys, stream, "generation", "min"));
    return requests;
  }

  /** The page, or null if an event that must be there is not. */
  private static ReadResult result(
      ReadQuery query,
      PagePlan plan,
      List<Response> replies,
      long head,
      long min,
      long generation) {
    long lookedTo = Math.min(head, plan.to());
    for (int i = 0; i < plan.partitions().size(); i++) {
      Response entries = replies.get(i + 1);
      if (!plan.isWindow() && entries.size() >= plan.countEach()) {
        Entry last = Entry.of(entries.get(entries.size() - 1), 0);
        lookedTo = Math.min(lookedTo, last.offset() + 1);
      }
    }
    long from = Math.max(plan.from(), min);
    List<Entry> entries = entries(plan, replies, from, lookedTo);
    if (plan.isWindow() && !query.filter().byPartition() && entries.size() < lookedTo - from) {
      return null;
    }
    RecordWriter page =
        new RecordWriter(
            query.filter(),
            query.eventsMax(),
            query.bytesMax(),
            Math.min(HINT_BYTES_MAX, 64 + 256 * entries.size()));
    long next = Math.max(Math.max(query.from(), min), lookedTo);
    for (Entry entry : entries) {
      if (!page.add(entry)) {
        next = entry.offset();
        break;
      }
    }
    EventBlock block = page.block();
    return new ReadResult(block, next, min, head, generation);
  }

  /** The entries in [from, to), in the order of their offsets. */
  private static List<Entry> entries(PagePlan plan, List<Response> replies, long from, long to) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < plan.partitions().size(); i++) {
      int partition = plan.partitions().get(i);
      for (Response each : replies.get(i + 1)) {
        Entry entry = Entry.of(each, partition);
        if (entry.offset() >= from && entry.offset() < to) {
          entries.add(entry);
        }
      }
    }
    if (plan.partitions().size() > 1) {
      entries.sort(Comparator.comparingLong(Entry::offset));
    }
    return entries;
  }
}
