package io.thalweg.server.http.groups;

import static io.thalweg.server.testing.Backend.FILE;
import static io.thalweg.server.testing.Backend.POSTGRES;
import static io.thalweg.server.testing.Backend.REDIS;

import io.thalweg.server.testing.OnBackend;
import org.junit.jupiter.api.Nested;

/** Members of groups, on each backend. */
class MemberRoutesIT {
  @Nested
  @OnBackend(FILE)
  class OnFile extends MemberRoutesTest {}

  @Nested
  @OnBackend(POSTGRES)
  class OnPostgres extends MemberRoutesTest {}

  @Nested
  @OnBackend(REDIS)
  class OnRedis extends MemberRoutesTest {}
}
