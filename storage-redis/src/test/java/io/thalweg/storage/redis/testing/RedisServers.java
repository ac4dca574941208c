package io.thalweg.storage.redis.testing;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The server that the tests of this run use: the one that the environment names, else a container
 * if a Docker engine answers, else one of our own. Shared by all test classes; each storage gets a
 * key prefix of its own.
 */
public final class RedisServers {
  public static final String URI_VARIABLE = "THALWEG_TEST_REDIS_URI";
  private static final String IMAGE = "redis:8";
  private static final AtomicInteger PREFIXES = new AtomicInteger();
  private static final long RUN = System.currentTimeMillis() % 100_000_000;

  private RedisServers() {}

  /** Chosen when the first test asks. */
  private record Chosen(String uri, String description) {
    static final Chosen SERVER = choose();
  }

  public static String uri() {
    return Chosen.SERVER.uri;
  }

  /** Which server it is, in which version, with which durability. */
  public static String description() {
    return Chosen.SERVER.description;
  }

  /** A key prefix that no test has used. */
  public static String freshPrefix() {
    return "thalweg_test_" + RUN + "_" + PREFIXES.incrementAndGet();
  }

  /** Says something to a server on a connection of its own. */
  public static Response say(Vertx vertx, String uri, Command command, Object... arguments) {
    Redis client = Redis.createClient(vertx, uri);
    try {
      return client.send(Request.cmd(command, arguments)).await();
    } finally {
      client.close().await();
    }
  }

  /** How often a server did a command, by its own count. */
  public static long calls(Vertx vertx, String uri, String command) {
    String stats = say(vertx, uri, Command.INFO, "commandstats").toString();
    Matcher calls = Pattern.compile("cmdstat_" + command + ":calls=(\\d+)").matcher(stats);
    return calls.find() ? Long.parseLong(calls.group(1)) : 0;
  }

  private static Chosen choose() {
    String named = System.getenv(URI_VARIABLE);
    if (named != null && !named.isBlank()) {
      return chosen("the server that " + URI_VARIABLE + " names", named);
    }
    return container()
        .map(found -> chosen("a container of " + IMAGE, found))
        .orElseGet(() -> chosen("a server of the tests' own binaries", LocalRedis.start().uri()));
  }

  private static Optional<String> container() {
    Logger loud = Logger.getLogger("org.testcontainers");
    Level before = loud.getLevel();
    // That there is no Docker is no error here.
    loud.setLevel(Level.OFF);
    try {
      return startContainer();
    } finally {
      loud.setLevel(before);
    }
  }

  /** Ends with the process: Testcontainers sees to it. */
  @SuppressWarnings("resource")
  private static Optional<String> startContainer() {
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

  private static Chosen chosen(String which, String uri) {
    Vertx vertx = Vertx.vertx();
    try {
      String info = say(vertx, uri, Command.INFO).toString();
      Response fsync = say(vertx, uri, Command.CONFIG, "GET", "appendfsync");
      return new Chosen(
          uri,
          String.format(
              "%s: Redis %s, append-only file %s, %s",
              which,
              field(info, "redis_version"),
              field(info, "aof_enabled").equals("1") ? "on" : "off",
              fsync));
    } finally {
      vertx.close().await();
    }
  }

  private static String field(String info, String name) {
    Matcher matcher = Pattern.compile("(?m)^" + name + ":(\\S+)").matcher(info);
    return matcher.find() ? matcher.group(1) : "?";
  }
}
