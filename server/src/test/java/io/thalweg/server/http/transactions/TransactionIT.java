package io.thalweg.server.http.transactions;

import static io.thalweg.server.testing.Backend.FILE;
import static io.thalweg.server.testing.Backend.POSTGRES;
import static io.thalweg.server.testing.Backend.REDIS;

import io.thalweg.server.testing.OnBackend;
import org.junit.jupiter.api.Nested;

/** Transactions, on each backend. */
class TransactionIT {
  @Nested
  @OnBackend(FILE)
  class OnFile extends TransactionTest {}

  @Nested
  @OnBackend(POSTGRES)
  class OnPostgres extends TransactionTest {}

  @Nested
  @OnBackend(REDIS)
  class OnRedis extends TransactionTest {}
}
