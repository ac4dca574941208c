package io.thalweg.bench.base;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A base in any Vert.x. */
public final class BareBase {

  /**
   * What a base is.
   *
   * @param kind which least work it does
   * @param dataDir where its file goes, if it has one
   * @param events that it holds ready for readers; 0 makes it push what is published instead
   * @param size bytes of each as published
   */
  public record Settings(BaseKind kind, Path dataDir, int events, int size) {}

  private BareBase() {}

  /**
   * Deploys a base; preparing its files blocks the caller.
   *
   * @param port to listen on, 0 for any
   * @param instances event loops that serve
   * @return the port it listens on
   */
  public static Future<Integer> deploy(Vertx vertx, Settings settings, int port, int instances) {
    BaseParts parts;
    try {
      Files.createDirectories(settings.dataDir());
      parts = parts(settings);
    } catch (IOException e) {
      return Future.failedFuture(e);
    }
    return vertx
        .deployVerticle(
            () -> new BaseVerticle(parts, port), new DeploymentOptions().setInstances(instances))
        .map(id -> parts.port());
  }

  private static BaseParts parts(Settings settings) throws IOException {
    return new BaseParts(
        settings.kind(), commit(settings), stored(settings), new LiveStreams(), new PageCounter());
  }

  private static Optional<GroupCommit> commit(Settings settings) throws IOException {
    Path file = settings.dataDir().resolve("commits");
    switch (settings.kind().commit()) {
      case GROWING_FILE:
        return Optional.of(new GroupCommit(CommitFile.growing(file)));
      case WRITTEN_AHEAD:
        return Optional.of(new GroupCommit(CommitFile.writtenAhead(file)));
      default:
        return Optional.empty();
    }
  }

  private static Optional<StoredEvents> stored(Settings settings) throws IOException {
    if (settings.events() == 0) {
      return Optional.empty();
    }
    Path file = settings.dataDir().resolve("pages");
    return Optional.of(StoredEvents.create(file, settings.events(), settings.size()));
  }
}
