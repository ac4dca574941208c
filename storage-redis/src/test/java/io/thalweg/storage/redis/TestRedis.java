package io.thalweg.storage.redis;

import io.thalweg.storage.redis.testing.RedisServers;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/** Storages to test. */
final class TestRedis {
  private TestRedis() {}

  static JsonObject options(String uri, String prefix) {
    return new JsonObject().put("uri", uri).put("key_prefix", prefix);
  }

  /** On the run's server. */
  static RedisStorage storage(Vertx vertx, String prefix) {
    return storage(vertx, options(RedisServers.uri(), prefix));
  }

  static RedisStorage storage(Vertx vertx, JsonObject options) {
    return new RedisStorage(vertx, RedisOptions.from(options));
  }
}
