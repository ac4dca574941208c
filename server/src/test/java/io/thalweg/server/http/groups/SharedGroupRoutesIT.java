package io.thalweg.server.http.groups;

import static io.thalweg.server.testing.Backend.FILE;
import static io.thalweg.server.testing.Backend.POSTGRES;
import static io.thalweg.server.testing.Backend.REDIS;

import io.thalweg.server.testing.OnBackend;
import org.junit.jupiter.api.Nested;

/** Work handed to workers, on each backend. */
class SharedGroupRoutesIT {
  @Nested
  @OnBackend(FILE)
  class OnFile extends SharedGroupRoutesTest {}

  @Nested
  @OnBackend(POSTGRES)
  class OnPostgres extends SharedGroupRoutesTest {}

  @Nested
  @OnBackend(REDIS)
  class OnRedis extends SharedGroupRoutesTest {}
}
