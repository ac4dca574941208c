package io.thalweg.server.push;

import static io.thalweg.server.testing.Backend.FILE;
import static io.thalweg.server.testing.Backend.POSTGRES;
import static io.thalweg.server.testing.Backend.REDIS;

import io.thalweg.server.testing.OnBackend;
import org.junit.jupiter.api.Nested;

/** Members that are pushed to, on each backend. */
class GroupSocketIT {
  @Nested
  @OnBackend(FILE)
  class OnFile extends GroupSocketTest {}

  @Nested
  @OnBackend(POSTGRES)
  class OnPostgres extends GroupSocketTest {}

  @Nested
  @OnBackend(REDIS)
  class OnRedis extends GroupSocketTest {}
}
