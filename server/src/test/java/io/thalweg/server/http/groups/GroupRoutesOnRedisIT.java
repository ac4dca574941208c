package io.thalweg.server.http.groups;

import io.thalweg.server.testing.Backend;
import io.thalweg.server.testing.TestServer;
import io.thalweg.server.testing.TestedBackends;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Groups as their callers see them, on Redis. */
@ExtendWith(TestedBackends.class)
class GroupRoutesOnRedisIT extends GroupRoutesTest {
  @TempDir static Path folder;

  @Override
  protected TestServer newServer() {
    return TestServer.startOn(vertx -> Backend.REDIS.storage(vertx, folder));
  }
}
