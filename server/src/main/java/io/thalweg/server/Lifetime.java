package io.thalweg.server;

import io.thalweg.server.config.ServerConfig;
import io.vertx.core.Future;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import jdk.jfr.FlightRecorder;

/** Runs one server from its start until the process is told to end. */
final class Lifetime {
  /** What stopping may take; the gateway gives up on open requests before. */
  private static final long STOP_MS = 9_500;

  private volatile ThalwegServer server;

  /**
   * Starts the server.
   *
   * @return where it is reached; throws what it failed with if it does not come up
   */
  String start(ServerConfig config) {
    Runtime.getRuntime().addShutdownHook(new Thread(this::shutDown, "shutdown"));
    Future<ThalwegServer> starting = ThalwegServer.start(config);
    server = starting.await();
    return server.url();
  }

  /** Does not return: the process ends by a signal. */
  void await() throws InterruptedException {
    new CountDownLatch(1).await();
  }

  /** A drained server is a success, which the JVM would report as killed by its signal. */
  private void shutDown() {
    if (server == null) {
      return;
    }
    int status = drain() ? 0 : 1;
    if (!FlightRecorder.isInitialized()) { // whose recording is being written by another hook
      Runtime.getRuntime().halt(status);
    }
  }

  private boolean drain() {
    try {
      server.stop().await(STOP_MS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException stuck) {
      return false;
    }
  }
}
