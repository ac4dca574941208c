package io.thalweg.storage.redis;

import io.thalweg.core.model.StreamName;
import io.vertx.core.Future;
import java.util.Iterator;
import java.util.function.Consumer;

/**
 * Retention: first a stream's begin is moved, in one short script, then the events below are
 * removed in slices between which others have their turn. Any node may do any slice; what a crash
 * leaves behind, the next run does.
 */
final class Housekeeping {
  /** How many events a slice removes: a few tenths of a millisecond. */
  private static final int SLICE_EVENTS = 10_000;

  private static final int PAGE = 200;

  /** One run over all streams; its steps come one after the other. */
  private static final class Round {
    final long nowMs;
    Throwable failure;

    Round(long nowMs) {
      this.nowMs = nowMs;
    }

    Void failed(Throwable why) {
      failure = failure == null ? why : failure;
      return null;
    }
  }

  private final Servers servers;
  private final Keys keys;
  private final Catalog catalog;
  private final Consumer<StreamName> changed;

  Housekeeping(Servers servers, Keys keys, Catalog catalog, Consumer<StreamName> changed) {
    this.servers = servers;
    this.keys = keys;
    this.catalog = catalog;
    this.changed = changed;
  }

  /** Sees to all streams, and fails at the end if one of them did. */
  Future<Void> run(long nowMs) {
    Round round = new Round(nowMs);
    return page("", round)
        .compose(
            done ->
                round.failure == null
                    ? Future.succeededFuture()
                    : Future.failedFuture(round.failure));
  }

  private Future<Void> page(String after, Round round) {
    return catalog
        .named("", after, PAGE)
        .compose(
            names ->
                names.isEmpty()
                    ? Future.succeededFuture()
                    : each(names.iterator(), round)
                        .compose(done -> page(names.get(names.size() - 1).value(), round)));
  }

  private Future<Void> each(Iterator<StreamName> names, Round round) {
    if (!names.hasNext()) {
      return Future.succeededFuture();
    }
    return expire(names.next(), round.nowMs)
        .otherwise(round::failed)
        .compose(done -> each(names, round));
  }

  private Future<Void> expire(StreamName name, long nowMs) {
    return servers
        .script(
            keys.slot(name),
            Script.EXPIRE,
            server -> catalog.call(Script.EXPIRE, name, server).arg(nowMs))
        .compose(
            reply -> {
              if (reply.toInteger() == 0) {
                return Future.succeededFuture();
              }
              changed.accept(name);
              return sweep(name, 0);
            });
  }

  private Future<Void> sweep(StreamName name, long partition) {
    return servers
        .script(
            keys.slot(name),
            Script.SWEEP,
            server -> Script.SWEEP.call(keys, name).arg(partition).arg(SLICE_EVENTS))
        .compose(next -> next.toLong() < 0 ? Future.succeededFuture() : sweep(name, next.toLong()));
  }
}
