package io.thalweg.server.http;

import static io.thalweg.server.testing.Backend.FILE;
import static io.thalweg.server.testing.Backend.POSTGRES;
import static io.thalweg.server.testing.Backend.REDIS;

import io.thalweg.server.testing.OnBackend;
import org.junit.jupiter.api.Nested;

/** Publishing by producer, epoch and number, on each backend. */
class ProducerIT {
  @Nested
  @OnBackend(FILE)
  class OnFile extends ProducerTest {}

  @Nested
  @OnBackend(POSTGRES)
  class OnPostgres extends ProducerTest {}

  @Nested
  @OnBackend(REDIS)
  class OnRedis extends ProducerTest {}
}
