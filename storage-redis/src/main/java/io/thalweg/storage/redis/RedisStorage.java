package io.thalweg.storage.redis;

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
import io.thalweg.core.spi.WriteWatch;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Request;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** Streams in a Redis or a Redis Cluster that any number of nodes share. */
public final class RedisStorage implements StorageSpi {
  /** What waits here goes together into one call; so does not wait elsewhere. */
  private static final int CONCURRENT_WRITES_MAX = 64;

  /** What numbers may be, in the arithmetic of the scripts. */
  private static final long NUMBER_MAX = 1L << 53;

  private final Vertx vertx;
  private final RedisOptions options;
  private final Keys keys;
  private final Servers servers;
  private final Catalog catalog;
  private final Witness witness;
  private final PageReads pageReads;
  private final PagesAhead pages;
  private final GroupReads groups;
  private final Leases leases;
  private final Housekeeping housekeeping;
  private final WriteProbe probe;
  private final WriteWatch watch;
  private final String node = UUID.randomUUID().toString().substring(0, 8);
  private volatile StreamChangeListener listener = stream -> {};
  private volatile boolean open;
  private boolean closed;
  private volatile Context context;
  private volatile Writes writes;
  private volatile ChangeFeed changes;

  public RedisStorage(Vertx vertx, RedisOptions options) {
    this.vertx = vertx;
    this.options = options;
    this.keys = new Keys(options.keyPrefix(), options.slotBy());
    this.servers = new Servers(vertx, options);
    this.catalog = new Catalog(servers, keys, node);
    this.witness = new Witness(servers, keys, node, this::changed);
    this.pageReads = new PageReads(vertx, servers, keys, witness);
    this.pages = new PagesAhead(vertx, pageReads);
    this.groups = new GroupReads(servers, keys);
    this.leases = new Leases(servers, keys);
    this.housekeeping = new Housekeeping(servers, keys, catalog, this::changed);
    this.probe = new WriteProbe(servers, keys);
    this.watch = new WriteWatch(vertx, probe::write, options.pollIntervalMs());
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
    ChangeFeed feed =
        new ChangeFeed(vertx, context, options, servers, keys, catalog, witness, node);
    feed.listener(listener);
    writes = new Writes(context, servers, keys, node, witness, feed::isListening);
    changes = feed;
    return servers
        .open()
        .compose(connected -> new Layout(servers, keys, options).claim())
        .compose(claimed -> probe.checkRights().recover(this::startWithoutWrites))
        .compose(allowed -> feed.start())
        .onSuccess(started -> open = true)
        .recover(failure -> Future.failedFuture(RedisErrors.connecting(options, failure)));
  }

  /** Reads can be served, and retention may be what makes room. */
  private Future<Void> startWithoutWrites(Throwable failure) {
    if (!RedisErrors.isOfItsState(failure)) {
      return Future.failedFuture(failure);
    }
    watch.failed(failure);
    return Future.succeededFuture();
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
    watch.close();
    return writes.close().eventually(changes::close).eventually(servers::close).otherwiseEmpty();
  }

  @Override
  public Durability durability() {
    ChangeFeed feed = changes;
    return feed == null ? Durability.FSYNC : feed.durability();
  }

  @Override
  public StorageHealth health() {
    if (!open) {
      return StorageHealth.down("the storage is not open");
    }
    Throwable failure = changes.failure();
    if (failure != null) {
      return StorageHealth.down(RedisErrors.connecting(options, failure).getMessage());
    }
    Throwable refused = watch.failure();
    return refused == null
        ? StorageHealth.OK
        : StorageHealth.writesRefused(RedisErrors.refusedWrites(options, refused));
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
      return Future.failedFuture(RedisErrors.notOpen());
    }
    return on(
        context,
        () ->
            watch
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
    return ask(() -> pages.read(query));
  }

  @Override
  public Future<Long> offsetAtTime(StreamName stream, long epochMs) {
    return ask(
        () ->
            servers
                .script(
                    keys.slot(stream),
                    Script.AT_TIME,
                    server ->
                        Script.AT_TIME
                            .call(keys, stream)
                            .arg(Math.max(-NUMBER_MAX, Math.min(NUMBER_MAX, epochMs))))
                .map(
                    reply -> {
                      StreamColumns.requireStream(stream, reply);
                      return reply.toLong();
                    }));
  }

  @Override
  public Future<Map<Integer, Long>> countFrom(StreamName stream, Map<Integer, Long> positions) {
    Map<Integer, Long> asked = new LinkedHashMap<>(positions);
    return ask(
        () ->
            servers
                .script(keys.slot(stream), Script.COUNT, server -> countCall(stream, asked))
                .map(
                    reply -> {
                      StreamColumns.requireStream(stream, reply);
                      Map<Integer, Long> counts = new LinkedHashMap<>();
                      int i = 0;
                      for (Integer partition : asked.keySet()) {
                        counts.put(partition, reply.get(i++).toLong());
                      }
                      return counts;
                    }));
  }

  private Request countCall(StreamName stream, Map<Integer, Long> positions) {
    Request request = Script.COUNT.call(keys, stream);
    positions.forEach((partition, from) -> request.arg(partition).arg(Math.min(NUMBER_MAX, from)));
    return request;
  }

  @Override
  public Future<StreamInfo> createStream(StreamName name, StreamConfig config) {
    return ask(() -> catalog.create(name, config).onSuccess(created -> changed(name)));
  }

  @Override
  public Future<StreamInfo> alterStream(StreamName name, long generation, StreamConfig config) {
    return ask(
        () ->
            catalog
                .alter(name, generation, config)
                .compose(altered -> info(name))
                .onSuccess(info -> changed(name)));
  }

  @Override
  public Future<Void> deleteStream(StreamName name) {
    return ask(
        () ->
            catalog
                .delete(name)
                .onSuccess(
                    deleted -> {
                      pageReads.forget(name);
                      witness.forget(name);
                      changed(name);
                    }));
  }

  @Override
  public Future<StreamInfo> stream(StreamName name) {
    return ask(() -> info(name));
  }

  private Future<StreamInfo> info(StreamName name) {
    return servers
        .read(keys.slot(name), StreamColumns.info(keys, name))
        .map(fields -> StreamColumns.info(name, fields));
  }

  @Override
  public Future<StreamStats> stats(StreamName name) {
    return ask(
        () ->
            servers
                .script(
                    keys.slot(name),
                    Script.STATS,
                    server -> StreamColumns.withInfo(Script.STATS.call(keys, name)))
                .map(reply -> StreamColumns.stats(name, reply)));
  }

  @Override
  public Future<List<StreamName>> streams(String prefix, String after, int limit) {
    return ask(() -> catalog.streams(prefix, after, limit));
  }

  @Override
  public Future<Void> enforceRetention(long nowMs) {
    return ask(() -> housekeeping.run(nowMs));
  }

  @Override
  public Future<GroupRecord> group(StreamName stream, GroupName group) {
    return ask(() -> groups.group(stream, group));
  }

  @Override
  public Future<List<GroupName>> groups(StreamName stream) {
    return ask(() -> groups.groups(stream));
  }

  @Override
  public Future<Lease> lease(String name, String holder, long durationMs) {
    return ask(() -> leases.lease(name, holder, durationMs));
  }

  @Override
  public Future<Void> release(String name, String holder) {
    return ask(() -> leases.release(name, holder));
  }

  private void changed(StreamName stream) {
    changes.changedHere(stream);
  }

  /** Anything but a write: done where it is called, and answered there. */
  private <T> Future<T> ask(Supplier<Future<T>> work) {
    if (!open) {
      return Future.failedFuture(RedisErrors.notOpen());
    }
    Context caller = vertx.getOrCreateContext();
    return answered(
        caller, work.get().recover(failure -> Future.failedFuture(RedisErrors.from(failure))));
  }

  /** Does work on a context of ours and answers on the caller's. */
  private <T> Future<T> on(Context place, Supplier<Future<T>> work) {
    Context caller = vertx.getOrCreateContext();
    if (Vertx.currentContext() == place) {
      return answered(caller, work.get());
    }
    Promise<T> done = Promise.promise();
    place.runOnContext(here -> work.get().onComplete(done));
    return answered(caller, done.future());
  }

  private static <T> Future<T> answered(Context caller, Future<T> work) {
    Promise<T> answer = Promise.promise();
    work.onComplete(
        result -> {
          if (Vertx.currentContext() == caller) {
            answer.handle(result);
          } else {
            caller.runOnContext(there -> answer.handle(result));
          }
        });
    return answer.future();
  }
}
