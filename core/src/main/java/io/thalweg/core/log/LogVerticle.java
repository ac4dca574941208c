package io.thalweg.core.log;

import io.thalweg.core.bus.Addresses;
import io.thalweg.core.bus.LogEndpoint;
import io.thalweg.core.spi.StorageSpi;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.time.Clock;

/**
 * Opens the storage, puts it on the bus, applies retention from time to time, and closes it. One
 * instance a deployment.
 */
public final class LogVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(LogVerticle.class);

  private final Addresses addresses;
  private final StorageSpi storage;
  private final LogOptions options;
  private final Clock clock;
  private StorageLog log;
  private LogEndpoint endpoint;
  private boolean retentionRuns;

  /**
   * @param storage not open yet; this verticle opens and closes it
   * @param clock what retention compares timestamps with
   */
  public LogVerticle(Addresses addresses, StorageSpi storage, LogOptions options, Clock clock) {
    this.addresses = addresses;
    this.storage = storage;
    this.options = options;
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    return storage
        .open()
        .onSuccess(opened -> serve())
        .recover(failure -> storage.close().transform(closed -> Future.failedFuture(failure)));
  }

  private void serve() {
    log = new StorageLog(vertx, storage, options);
    endpoint = LogEndpoint.open(vertx, addresses, log);
    vertx.setPeriodic(options.retentionEveryMs(), id -> enforceRetention());
  }

  private void enforceRetention() {
    if (retentionRuns) {
      return;
    }
    retentionRuns = true;
    log.enforceRetention(clock.millis())
        .onComplete(
            (done, failure) -> {
              retentionRuns = false;
              if (failure != null) {
                LOG.warn("retention could not be applied: " + failure.getMessage());
              }
            });
  }

  @Override
  public Future<?> stop() {
    return (endpoint == null ? Future.<Void>succeededFuture() : endpoint.close())
        .onComplete(
            (closed, failure) -> {
              if (log != null) {
                log.close();
              }
            })
        .eventually(storage::close);
  }
}
