package io.thalweg.server.ops;

import io.thalweg.core.bus.Addresses;
import io.thalweg.core.bus.LogHealth;
import io.thalweg.core.bus.StreamClient;
import io.thalweg.core.spi.StorageHealth;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;

/**
 * Not thread-safe: belongs to its verticle's context. Writes into the operator's log when the
 * storage stops to serve and when it serves again.
 */
public final class StorageWatch extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(StorageWatch.class);
  private static final long LOOK_EVERY_MS = 1_000;

  private final Addresses addresses;
  private StreamClient log;
  private StorageHealth known = StorageHealth.OK;
  private boolean stopped;

  /**
   * Looks once a second while it is deployed.
   *
   * @param addresses of a deployment that is running
   */
  public StorageWatch(Addresses addresses) {
    this.addresses = addresses;
  }

  @Override
  public Future<?> start() {
    log = new StreamClient(vertx, addresses);
    lookLater();
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    stopped = true;
    return Future.succeededFuture();
  }

  private void lookLater() {
    vertx.setTimer(LOOK_EVERY_MS, id -> look());
  }

  private void look() {
    log.health()
        .map(LogHealth::storage)
        .otherwise(why -> StorageHealth.down("the log does not answer: " + why.getMessage()))
        .onSuccess(this::found);
  }

  private void found(StorageHealth now) {
    if (stopped) {
      return;
    }
    String news = news(known, now);
    known = now;
    if (news != null && serves(now)) {
      LOG.info(news);
    } else if (news != null) {
      LOG.warn(news);
    }
    lookLater();
  }

  private static boolean serves(StorageHealth health) {
    return health.reads() && health.writes();
  }

  /** What is to be told of a change, or null. */
  static String news(StorageHealth before, StorageHealth now) {
    if (before.reads() == now.reads() && before.writes() == now.writes()) {
      return null;
    }
    if (serves(now)) {
      return "the storage serves reads and writes again";
    }
    String what =
        now.reads() ? "no writes" : now.writes() ? "no reads" : "neither reads nor writes";
    return "the storage serves " + what + ": " + now.detail();
  }
}
