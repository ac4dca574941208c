package io.thalweg.storage.redis;

import io.thalweg.core.spi.StorageProvider;
import io.thalweg.core.spi.StorageSpi;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/** {@code storage.type: redis}; its options are those of {@link RedisOptions}. */
public final class RedisStorageProvider implements StorageProvider {
  @Override
  public String type() {
    return "redis";
  }

  @Override
  public boolean isShared() {
    return true;
  }

  @Override
  public StorageSpi create(Vertx vertx, JsonObject options) {
    return new RedisStorage(vertx, RedisOptions.from(options));
  }
}
