package io.thalweg.bench.postgres;

import io.thalweg.bench.load.ConsumeShape;
import io.thalweg.bench.load.EventJson;
import io.thalweg.bench.run.CpuMeter;
import io.thalweg.bench.run.Round;
import io.thalweg.bench.run.Sample;
import io.thalweg.bench.run.Session;
import io.thalweg.bench.run.Workload;
import io.thalweg.bench.target.BenchFailure;
import io.thalweg.bench.target.Target;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * One session that selects page after page by key; the other targets get the pages over HTTP that
 * this is the base for.
 */
public record RawPages(Workload overHttp, ConsumeShape shape) implements Workload {
  private static final long READ_S_MAX = 300;

  @Override
  public String name() {
    return overHttp.name();
  }

  @Override
  public boolean drivesEngines() {
    return true;
  }

  @Override
  public Target equip(Target target) {
    return target.isEngine() ? target : overHttp.equip(target);
  }

  @Override
  public void prepare(Session session) {
    if (session.server() instanceof RawPostgres database) {
      byte[] event = new EventJson(shape.size(), 0).event(0);
      RawTable.create(database, name())
          .fill(shape.events(), new String(event, StandardCharsets.US_ASCII));
    } else {
      overHttp.prepare(session);
    }
  }

  @Override
  public Sample run(Session session, Round round) {
    return session.server() instanceof RawPostgres database
        ? read(database)
        : overHttp.run(session, round);
  }

  private Sample read(RawPostgres database) {
    CpuMeter cpu = new CpuMeter(database);
    List<PgConnection> sessions = database.sessions(1);
    try {
      Reading reading = new Reading(sessions.get(0), RawTable.named(database, name()));
      long startNanos = System.nanoTime();
      RawPostgres.await(reading.from(1), READ_S_MAX, "selecting");
      double seconds = (System.nanoTime() - startNanos) / 1e9;
      return new Sample(
          shape.events(),
          reading.bytes,
          seconds,
          Optional.of(reading.latency),
          cpu.sinceStart(),
          Map.of());
    } finally {
      RawPostgres.closeAll(sessions);
    }
  }

  /** Belongs to the session's event loop. */
  private final class Reading {
    private final PgConnection session;
    private final String statement;
    private final Histogram latency = new Histogram(TimeUnit.HOURS.toNanos(1), 3);
    private long bytes;

    Reading(PgConnection session, RawTable table) {
      this.session = session;
      this.statement = table.select(ConsumeShape.PAGE_EVENTS);
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
                return next > shape.events() ? Future.succeededFuture() : from(next);
              });
    }

    private long take(RowSet<Row> rows, long first) {
      long next = first;
      for (Row row : rows) {
        if (row.getLong(0) != next) {
          throw new BenchFailure("row " + next + " is not there");
        }
        bytes += row.getString(1).length();
        next++;
      }
      if (next == first) {
        throw new BenchFailure("no rows from " + first + " on");
      }
      return next;
    }
  }
}
