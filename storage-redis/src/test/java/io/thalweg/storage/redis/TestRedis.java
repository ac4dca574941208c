package io.thalweg.storage.redis;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The server that the tests of this run use: the one that the environment names, else a container
 * if a Docker engine answers, else one of our own. Shared by all test classes; each storage gets a
 * key prefix of its own.
 */
public final class TestRedis {
  public static final String URI_VARIABLE = "THALWEG_TEST_REDIS_URI";
  private static final String IMAGE = "redis:8";
  private static final AtomicInteger PREFIXES = new AtomicInteger();
  private static final long RUN = System.currentTimeMillis() % 100_000_000;

  private TestRedis() {}

  private static final class Shared {
    static final String URI = choose();
  }

  public static String uri() {
    return Shared.URI;
  }

  /** A key prefix that no test has used. */
  public static String freshPrefix() {
    return "thalweg_test_" + RUN + "_" + PREFIXES.incrementAndGet();
  }

  static JsonObject options(String prefix) {
    return options(uri(), prefix);
  }

  static JsonObject options(String uri, String prefix) {
    return new JsonObject().put("uri", uri).put("key_prefix", prefix);
  }

  static RedisStorage storage(Vertx vertx, String prefix) {
    return new RedisStorage(vertx, RedisOptions.from(options(prefix)));
  }

  static RedisStorage storage(Vertx vertx, JsonObject options) {
    return new RedisStorage(vertx, RedisOptions.from(options));
  }

  /** Says something to a server on a connection of its own. */
  static Response say(Vertx vertx, String uri, Command command, Object... arguments) {
    Redis client = Redis.createClient(vertx, uri);
    try {
      return client.send(Request.cmd(command, arguments)).await();
    } finally {
      client.close().await();
    }
  }

  private static String choose() {
    String named = System.getenv(URI_VARIABLE);
    if (named != null && !named.isBlank()) {
      return told("the server that " + URI_VARIABLE + " names", named);
    }
    return container()
        .map(found -> told("a container of " + IMAGE, found))
        .orElseGet(() -> told("a server of the tests' own binaries", LocalRedis.start().uri()));
  }

  /** Ends with the process: Testcontainers sees to it. */
  @SuppressWarnings("resource")
  private static Optional<String> container() {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      return Optional.empty();
    }
    GenericContainer<?> container =
        new GenericContainer<>(DockerImageName.parse(IMAGE))
            .withExposedPorts(6379)
            .withCommand("redis-server", "--appendonly", "yes", "--appendfsync", "always");
    container.start();
    return Optional.of(
        "redis://" + container.getHost() + ":" + container.getFirstMappedPort() + "/0");
  }

  private static String told(String what, String uri) {
    Vertx vertx = Vertx.vertx();
    try {
      String info = say(vertx, uri, Command.INFO).toString();
      String fsync = say(vertx, uri, Command.CONFIG, "GET", "appendfsync").toString();
      ServerState server = ServerState.of(uri, info, "");
      System.out.println(
          "Redis storage is tested on "
              + what
              + ": version "
              + server.version()
              + ", appendonly "
              + (server.appendOnly() ? "yes" : "no")
              + ", "
              + fsync);
      return uri;
    } finally {
      vertx.close().await();
    }
  }
}
