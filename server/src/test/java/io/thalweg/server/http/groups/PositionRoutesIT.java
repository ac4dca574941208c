package io.thalweg.server.http.groups;

import static io.thalweg.server.testing.Backend.FILE;
import static io.thalweg.server.testing.Backend.POSTGRES;
import static io.thalweg.server.testing.Backend.REDIS;

import io.thalweg.server.testing.OnBackend;
import org.junit.jupiter.api.Nested;

/** Positions of groups, on each backend. */
class PositionRoutesIT {
  @Nested
  @OnBackend(FILE)
  class OnFile extends PositionRoutesTest {}

  @Nested
  @OnBackend(POSTGRES)
  class OnPostgres extends PositionRoutesTest {}

  @Nested
  @OnBackend(REDIS)
  class OnRedis extends PositionRoutesTest {}
}
