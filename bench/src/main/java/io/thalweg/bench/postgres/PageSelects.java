package io.thalweg.bench.postgres;

import io.thalweg.bench.load.ConsumeShape;
import io.thalweg.bench.load.EventsParse;
import io.thalweg.bench.net.BodyBytes;
import io.thalweg.bench.target.BenchFailure;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Belongs to its session's event loop once it runs. One consumer selects page after page by key,
 * and decodes every event.
 */
final class PageSelects {

  private final PgConnection session;
  private final String statement;
  private final long last;
  private final BodyBytes events = new BodyBytes();
  private final EventsParse parse = new EventsParse();
  private final Histogram latency = new Histogram(TimeUnit.HOURS.toNanos(1), 3);
  private long bytes;

  PageSelects(PgConnection session, RawTable table, long last) {
    this.session = session;
    this.statement = table.select(ConsumeShape.PAGE_EVENTS);
    this.last = last;
  }

  /** Of the pages, in nanoseconds. */
  Histogram latency() {
    return latency;
  }

  long bytes() {
    return bytes;
  }

  /** All rows from that number on. */
  Future<Void> from(long number) {
    long sentNanos = System.nanoTime();
    return session
        .preparedQuery(statement)
        .execute(Tuple.of(number))
        .compose(
            rows -> {
              latency.recordValue(System.nanoTime() - sentNanos);
              long next = take(rows, number);
              return next > last ? Future.succeededFuture() : from(next);
            });
  }

  private long take(RowSet<Row> rows, long first) {
    events.clear();
    long next = first;
    for (Row row : rows) {
      if (row.getLong(0) != next) {
        throw new BenchFailure("row " + next + " is not there");
      }
      byte[] event = row.getString(1).getBytes(StandardCharsets.US_ASCII);
      events.append(event, 0, event.length);
      next++;
    }
    if (next == first || parse.count(events) != next - first) {
      throw new BenchFailure("no page of events from row " + first + " on");
    }
    bytes += events.length();
    return next;
  }
}
