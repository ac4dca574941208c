package io.thalweg.storage.postgres;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.Durability;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamInfo;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.model.StreamStats;
import io.thalweg.core.spi.GroupRecord;
import io.thalweg.core.spi.Lease;
import io.thalweg.core.spi.PagesAhead;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.thalweg.core.spi.StorageHealth;
import io.thalweg.core.spi.StorageSpi;
import io.thalweg.core.spi.StreamChangeListener;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Streams in a PostgreSQL database that any number of nodes share. */
public final class PostgresStorage implements StorageSpi {
  /** While one write commits, the next is on its way; more would only make smaller ones. */
  private static final int CONCURRENT_WRITES_MAX = 2;

  private final Vertx vertx;
  private final PostgresOptions options;
  private final Connections connections;
  private final Sql sql;
  private final StreamQueries streams;
  private final EventReads reads;
  private final PagesAhead pages;
  private final GroupQueries groups;
  private final LeaseQueries leases;
  private final Readers readers;
  private final Housekeeping housekeeping;
  private volatile StreamChangeListener listener = stream -> {};
  private final ServerDurability durability = new ServerDurability();
  private volatile boolean open;
  private boolean closed;
  private volatile Context context;
  private volatile Writes writes;
  private volatile WriteLane catalog;
  private volatile LaneWatch laneWatch;
  private volatile ChangeFeed changes;

  public PostgresStorage(Vertx vertx, PostgresOptions options) {
    this.vertx = vertx;
    this.options = options;
    this.connections = new Connections(vertx, options);
    this.sql = new Sql(options.schema());
    this.streams = new StreamQueries(sql);
    this.reads = new EventReads(sql);
    this.pages = new PagesAhead(vertx, new Pages());
    this.groups = new GroupQueries(sql);
    this.leases = new LeaseQueries(sql);
    this.readers = new Readers(connections);
    this.housekeeping = new Housekeeping(readers, this::changed, sql);
  }

  @Override
  public Future<Void> open() {
    Context own = vertx.getOrCreateContext();
    if (!claim(own)) {
      return Future.failedFuture(
          StreamException.of(ErrorCode.UNAVAILABLE, "the storage was opened before"));
    }
    return on(own, this::openHere);
  }

  private synchronized boolean claim(Context own) {
    boolean first = context == null && !closed;
    context = first ? own : context;
    return first;
  }

  private Future<Void> openHere() {
    WriteLane lane = new WriteLane(context, connections, durability::look);
    ChangeFeed feed = new ChangeFeed(vertx, context, connections, options, sql);
    feed.listener(listener);
    writes = new Writes(lane, sql);
    catalog = new WriteLane(context, connections, durability::look);
    laneWatch = new LaneWatch(vertx, lane, options, sql);
    changes = feed;
    return migrate()
        .compose(migrated -> lane.connection())
        .compose(connected -> feed.start())
        .onSuccess(
            started -> {
              readers.open();
              laneWatch.start();
              open = true;
            })
        .recover(failure -> Future.failedFuture(PostgresErrors.connecting(options, failure)));
  }

  private Future<Void> migrate() {
    return connections
        .connectUnlimited()
        .compose(
            connection ->
                new SchemaMigration(options, sql).run(connection).eventually(connection::close));
  }

  @Override
  public Future<Void> close() {
    boolean wasUsed;
    synchronized (this) {
      closed = true;
      open = false;
      wasUsed = context != null;
    }
    return wasUsed ? on(context, this::closeHere) : Future.succeededFuture();
  }

  private Future<Void> closeHere() {
    if (writes == null) {
      return Future.succeededFuture();
    }
    laneWatch.close();
    return writes
        .close()
        .eventually(catalog::close)
        .eventually(changes::close)
        .eventually(readers::close)
        .otherwiseEmpty();
  }

  @Override
  public Durability durability() {
    return durability.reached();
  }

  @Override
  public StorageHealth health() {
    if (!open) {
      return StorageHealth.down("the storage is not open");
    }
    Throwable failure = changes.failure();
    if (failure != null) {
      return StorageHealth.down(PostgresErrors.connecting(options, failure).getMessage());
    }
    Throwable refused = laneWatch.failure();
    return refused == null
        ? StorageHealth.OK
        : StorageHealth.writesRefused(PostgresErrors.refusedWrites(options, refused));
  }

  @Override
  public int concurrentWritesMax() {
    return CONCURRENT_WRITES_MAX;
  }

  @Override
  public void onStreamChange(StreamChangeListener told) {
    listener = told;
    ChangeFeed feed = changes;
    if (feed != null) {
      feed.listener(told);
    }
  }

  @Override
  public Future<List<WriteOutcome>> write(List<WriteBatch> batches) {
    if (!open) {
      return Future.failedFuture(connections.refuse());
    }
    return on(
        context,
        () ->
            laneWatch
                .watch(writes.write(batches))
                .onSuccess(outcomes -> tellOfStored(batches, outcomes)));
  }

  private void tellOfStored(List<WriteBatch> batches, List<WriteOutcome> outcomes) {
    Set<StreamName> moved = new LinkedHashSet<>();
    for (int i = 0; i < batches.size(); i++) {
      if (outcomes.get(i).isStored()) {
        batches.get(i).appends().forEach(append -> moved.add(append.stream()));
      }
    }
    moved.forEach(changes::changedHere);
  }

  @Override
  public Future<ReadResult> read(ReadQuery query) {
    return pages.read(query);
  }

  private final class Pages implements PagesAhead.Source {
    @Override
    public Future<ReadResult> read(ReadQuery query) {
      return readers
          .query(reads.statement(query), reads.parameters(query))
          .map(rows -> reads.result(query, existing(query.stream(), rows)));
    }

    @Override
    public Future<PagesAhead.Ends> ends(StreamName name) {
      return stream(name)
          .map(info -> new PagesAhead.Ends(info.generation(), info.minOffset(), info.head()));
    }
  }

  @Override
  public Future<Long> offsetAtTime(StreamName stream, long epochMs) {
    return readers
        .query(streams.offsetAtTime, Tuple.of(stream.value(), epochMs))
        .map(rows -> existing(stream, rows).getLong(0));
  }

  @Override
  public Future<Map<Integer, Long>> countFrom(StreamName stream, Map<Integer, Long> positions) {
    Integer[] partitions = positions.keySet().toArray(Integer[]::new);
    Long[] starts = positions.values().toArray(Long[]::new);
    return readers
        .query(streams.countFrom, Tuple.of(stream.value(), partitions, starts))
        .map(
            rows -> {
              existing(stream, rows);
              Map<Integer, Long> counts = new TreeMap<>();
              for (Row row : rows) {
                if (row.getValue(0) != null) {
                  counts.put(row.getInteger(0), row.getLong(1));
                }
              }
              return counts;
            });
  }

  @Override
  public Future<StreamInfo> createStream(StreamName name, StreamConfig config) {
    return change(streams.create, StreamQueries.settings(Tuple.of(name.value()), config))
        .map(
            rows -> {
              if (rows.size() == 0) {
                throw StreamException.of(
                    ErrorCode.STREAM_EXISTS, "the stream " + name + " exists already");
              }
              return StreamQueries.info(rows.iterator().next());
            })
        .onSuccess(created -> changed(name));
  }

  @Override
  public Future<StreamInfo> alterStream(StreamName name, long generation, StreamConfig config) {
    return change(streams.alter, StreamQueries.settings(Tuple.of(name.value(), generation), config))
        .compose(
            rows -> {
              StreamQueries.checkAltered(name, rows.iterator().next());
              return stream(name);
            })
        .onSuccess(altered -> changed(name));
  }

  @Override
  public Future<Void> deleteStream(StreamName name) {
    return change(streams.drop, Tuple.of(name.value()))
        .map(
            rows -> {
              if (!rows.iterator().next().getBoolean(0)) {
                throw WriteCall.noStream(name);
              }
              changed(name);
              return null;
            });
  }

  /** What is answered as durable: on a session that hears the server's warnings. */
  private Future<RowSet<Row>> change(String statement, Tuple parameters) {
    if (!open) {
      return Future.failedFuture(connections.refuse());
    }
    return on(
        context,
        () ->
            catalog
                .execute(statement, parameters)
                .recover(failure -> Future.failedFuture(PostgresErrors.from(failure))));
  }

  @Override
  public Future<StreamInfo> stream(StreamName name) {
    return readers
        .query(streams.info, Tuple.of(name.value()))
        .map(rows -> StreamQueries.info(existing(name, rows)));
  }

  @Override
  public Future<StreamStats> stats(StreamName name) {
    return readers
        .query(streams.stats, Tuple.of(name.value()))
        .map(
            rows -> {
              existing(name, rows);
              return StreamQueries.stats(rows);
            });
  }

  @Override
  public Future<List<StreamName>> streams(String prefix, String after, int limit) {
    return readers
        .query(streams.names, Tuple.of(prefix, prefix + StreamQueries.BEHIND_NAMES, after, limit))
        .map(
            rows -> {
              List<StreamName> names = new ArrayList<>(rows.size());
              rows.forEach(row -> names.add(new StreamName(row.getString(0))));
              return names;
            });
  }

  @Override
  public Future<Void> enforceRetention(long nowMs) {
    return housekeeping.run(nowMs);
  }

  @Override
  public Future<GroupRecord> group(StreamName stream, GroupName group) {
    return readers
        .query(groups.group, Tuple.of(stream.value(), group.value()))
        .map(rows -> GroupQueries.group(stream, group, existing(stream, rows)));
  }

  @Override
  public Future<List<GroupName>> groups(StreamName stream) {
    return readers
        .query(groups.names, Tuple.of(stream.value()))
        .map(rows -> GroupQueries.names(existing(stream, rows)));
  }

  @Override
  public Future<Lease> lease(String name, String holder, long durationMs) {
    return readers
        .query(leases.lease, Tuple.of(name, holder, durationMs))
        .map(rows -> LeaseQueries.lease(rows.iterator().next()));
  }

  @Override
  public Future<Void> release(String name, String holder) {
    return readers.query(leases.release, Tuple.of(name, holder)).mapEmpty();
  }

  private static Row existing(StreamName stream, RowSet<Row> rows) {
    if (rows.size() == 0) {
      throw WriteCall.noStream(stream);
    }
    return rows.iterator().next();
  }

  private void changed(StreamName stream) {
    context.runOnContext(now -> changes.changedHere(stream));
  }

  /** Does work on a context of ours and answers on the caller's. */
  private <T> Future<T> on(Context place, Supplier<Future<T>> work) {
    Context caller = vertx.getOrCreateContext();
    if (caller == place && Vertx.currentContext() == place) {
      return work.get();
    }
    Promise<T> answer = Promise.promise();
    place.runOnContext(
        here ->
            work.get().onComplete(result -> caller.runOnContext(there -> answer.handle(result))));
    return answer.future();
  }
}
