package io.thalweg.bench.load;

import io.thalweg.bench.base.BareBase;
import io.thalweg.bench.base.BaseKind;
import io.thalweg.bench.net.Endpoint;
import io.thalweg.bench.net.Generator;
import io.thalweg.bench.run.Session;
import io.thalweg.bench.target.ControlClient;
import io.thalweg.bench.target.RemoteServer;
import io.thalweg.bench.target.Target;
import io.vertx.core.Vertx;
import java.nio.file.Path;

/** A base in the test's own process, with a session on it. */
final class BareBaseRunning implements AutoCloseable {

  private final Vertx vertx = Vertx.vertx();
  private final Generator generator = new Generator();
  private final Session session;

  BareBaseRunning(BaseKind kind, Path dataDir, int events) {
    int port =
        BareBase.deploy(vertx, new BareBase.Settings(kind, dataDir, events, 200), 0, 2)
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    Endpoint endpoint = new Endpoint("127.0.0.1", port);
    session =
        new Session(
            new RemoteServer(Target.named(kind.label()), endpoint),
            generator,
            new ControlClient(endpoint));
  }

  Session session() {
    return session;
  }

  @Override
  public void close() {
    generator.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
