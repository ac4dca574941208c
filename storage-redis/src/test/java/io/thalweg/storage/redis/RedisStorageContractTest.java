package io.thalweg.storage.redis;

import io.thalweg.core.contract.DurableStorageContract;
import io.thalweg.core.spi.StorageSpi;
import io.thalweg.storage.redis.testing.RedisServers;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.WeakHashMap;
import org.junit.jupiter.api.AfterAll;

/** The storage contract on one node. */
class RedisStorageContractTest extends DurableStorageContract {
  private final Map<StorageSpi, String> prefixOf = new WeakHashMap<>();

  @AfterAll
  static void sayOnWhat() {
    System.out.println("The Redis storage was tested on " + RedisServers.description());
  }

  @Override
  protected StorageSpi newStorage(Vertx vertx) {
    return storage(vertx, RedisServers.freshPrefix());
  }

  @Override
  protected StorageSpi reopen(Vertx vertx, StorageSpi closed) {
    return storage(vertx, prefixOf.get(closed));
  }

  @Override
  protected StorageSpi newStorageThatCannotOpen(Vertx vertx) {
    return TestRedis.storage(vertx, new JsonObject().put("uri", "redis://127.0.0.1:1/0"));
  }

  private StorageSpi storage(Vertx vertx, String prefix) {
    StorageSpi storage = TestRedis.storage(vertx, prefix);
    prefixOf.put(storage, prefix);
    return storage;
  }
}
