package io.thalweg.server.acceptance;

import io.thalweg.server.testing.Backend;
import io.vertx.core.Vertx;

/**
 * Keeps a database from carrying out what two nodes append, for less than their patience. Not
 * thread-safe.
 */
interface WriteHold {

  /** How large an event is that cannot be mistaken for others in what the database has received. */
  int LARGE_BYTES = 100_000;

  /** From now on appends come to it and wait. */
  void begin();

  /** Whether an append waits of the node, for certain, that a large event was published by. */
  boolean hasIt();

  /** They are carried out, whether or not anybody waits for their answers. */
  void end();

  static WriteHold on(Backend backend, OwnDatabase database, Vertx vertx) {
    return switch (backend) {
      case POSTGRES -> new PostgresHold(vertx, database.uri());
      case REDIS -> new RedisHold(vertx, database.uri());
      case FILE -> throw new IllegalArgumentException("a folder has no server");
    };
  }
}
