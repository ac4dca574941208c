package io.thalweg.server.http.groups;

import static io.thalweg.server.testing.Backend.FILE;
import static io.thalweg.server.testing.Backend.POSTGRES;
import static io.thalweg.server.testing.Backend.REDIS;

import io.thalweg.server.testing.OnBackend;
import org.junit.jupiter.api.Nested;

/** Groups as their callers see them, on each backend. */
class GroupRoutesIT {
  @Nested
  @OnBackend(FILE)
  class OnFile extends GroupRoutesTest {}

  @Nested
  @OnBackend(POSTGRES)
  class OnPostgres extends GroupRoutesTest {}

  @Nested
  @OnBackend(REDIS)
  class OnRedis extends GroupRoutesTest {}
}
