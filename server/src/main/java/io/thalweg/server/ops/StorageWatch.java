package io.thalweg.server.ops;

import io.thalweg.core.bus.Addresses;
import io.thalweg.core.bus.StreamClient;
import io.thalweg.core.spi.StorageHealth;
import io.vertx.core.Vertx;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;

/**
 * Writes into the operator's log when the storage stops to serve and when it serves again. Not
 * thread-safe: belongs to the context that begins it.
 */
public final class StorageWatch {
  private static final Logger LOG = LoggerFactory.getLogger(StorageWatch.class);
  private static final long LOOK_EVERY_MS = 1_000;

  private final Vertx vertx;
  private final long timer;
  private StorageHealth known = StorageHealth.OK;

  private StorageWatch(Vertx vertx, StreamClient log) {
    this.vertx = vertx;
    this.timer =
        vertx.setPeriodic(
            LOOK_EVERY_MS, id -> log.health().onSuccess(health -> found(health.storage())));
  }

  /** Looks once a second from now on. */
  public static StorageWatch begin(Vertx vertx, Addresses addresses) {
    return new StorageWatch(vertx, new StreamClient(vertx, addresses));
  }

  /** From any thread. */
  public void end() {
    vertx.cancelTimer(timer);
  }

  private void found(StorageHealth now) {
    String news = news(known, now);
    known = now;
    if (news != null) {
      LOG.warn(news);
    }
  }

  /** What is to be told of a change, or null. */
  static String news(StorageHealth before, StorageHealth now) {
    if (before.reads() == now.reads() && before.writes() == now.writes()) {
      return null;
    }
    if (now.reads() && now.writes()) {
      return "the storage serves reads and writes again";
    }
    String what =
        now.reads() ? "no writes" : now.writes() ? "no reads" : "neither reads nor writes";
    return "the storage serves " + what + ": " + now.detail();
  }
}
