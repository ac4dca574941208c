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

  Future<Void> run(long nowMs) {
    return page("", nowMs);
  }

  private Future<Void> page(String after, long nowMs) {
    return catalog
        .named("", after, PAGE)
        .compose(
            names ->
                names.isEmpty()
                    ? Future.succeededFuture()
                    : expire(names.iterator(), nowMs)
                        .compose(done -> page(names.get(names.size() - 1).value(), nowMs)));
  }

  private Future<Void> expire(Iterator<StreamName> names, long nowMs) {
    if (!names.hasNext()) {
      return Future.succeededFuture();
    }
    StreamName name = names.next();
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
            })
        .compose(done -> expire(names, nowMs));
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
