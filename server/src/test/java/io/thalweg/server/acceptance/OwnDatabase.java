package io.thalweg.server.acceptance;

import io.thalweg.server.testing.Backend;
import io.thalweg.storage.postgres.testing.LocalPostgres;
import io.thalweg.storage.redis.testing.LocalRedis;
import java.util.List;

/** A database server of one test's own, which the test may kill. Not thread-safe. */
interface OwnDatabase extends AutoCloseable {
  /** What a server is started with on it. */
  List<String> flags();

  /** {@code kill -9} of all its processes. */
  void kill();

  /** Starts it again on what it had stored; it serves when this returns. */
  void startAgain();

  @Override
  void close();

  /** Starts an empty one, as durable as a real one. */
  static OwnDatabase start(Backend backend) {
    return switch (backend) {
      case POSTGRES -> new Postgres(LocalPostgres.start());
      case REDIS -> new Redis(LocalRedis.start());
      case FILE -> throw new IllegalArgumentException("a folder has no server");
    };
  }

  /** PostgreSQL. */
  record Postgres(LocalPostgres server) implements OwnDatabase {
    @Override
    public List<String> flags() {
      return List.of("--storage", "postgres", "--postgres-uri", server.uri());
    }

    @Override
    public void kill() {
      server.kill();
    }

    @Override
    public void startAgain() {
      server.startServer();
    }

    @Override
    public void close() {
      server.close();
    }
  }

  /** Redis. */
  record Redis(LocalRedis server) implements OwnDatabase {
    @Override
    public List<String> flags() {
      return List.of("--storage", "redis", "--redis-uri", server.uri());
    }

    @Override
    public void kill() {
      server.kill();
    }

    @Override
    public void startAgain() {
      server.startServer();
    }

    @Override
    public void close() {
      server.close();
    }
  }
}
