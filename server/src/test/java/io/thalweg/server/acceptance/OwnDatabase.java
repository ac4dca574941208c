package io.thalweg.server.acceptance;

import io.thalweg.server.testing.Backend;
import io.thalweg.storage.postgres.testing.LocalPostgres;
import io.thalweg.storage.redis.testing.LocalRedis;
import java.util.List;

/** A database server of one test's own, which the test may kill. Not thread-safe. */
final class OwnDatabase implements AutoCloseable {
  private final String uri;
  private final List<String> flags;
  private final Runnable kill;
  private final Runnable start;
  private final Runnable close;

  private OwnDatabase(
      String uri, List<String> flags, Runnable kill, Runnable start, Runnable close) {
    this.uri = uri;
    this.flags = flags;
    this.kill = kill;
    this.start = start;
    this.close = close;
  }

  /** Starts an empty one, as durable as a real one. */
  static OwnDatabase start(Backend backend) {
    return switch (backend) {
      case POSTGRES -> of(LocalPostgres.start());
      case REDIS -> of(LocalRedis.start());
      case FILE -> throw new IllegalArgumentException("a folder has no server");
    };
  }

  private static OwnDatabase of(LocalPostgres server) {
    List<String> flags = List.of("--storage", "postgres", "--postgres-uri", server.uri());
    return new OwnDatabase(server.uri(), flags, server::kill, server::startServer, server::close);
  }

  private static OwnDatabase of(LocalRedis server) {
    List<String> flags = List.of("--storage", "redis", "--redis-uri", server.uri());
    return new OwnDatabase(server.uri(), flags, server::kill, server::startServer, server::close);
  }

  String uri() {
    return uri;
  }

  /** What a server is started with on it. */
  List<String> flags() {
    return flags;
  }

  /** {@code kill -9} of all its processes. */
  void kill() {
    kill.run();
  }

  /** Starts it again on what it had stored; it serves when this returns. */
  void startAgain() {
    start.run();
  }

  @Override
  public void close() {
    close.run();
  }
}
