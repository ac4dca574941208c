package io.thalweg.storage.redis;

import io.thalweg.core.contract.StorageContract;
import io.thalweg.core.contract.TwoNodes;
import io.thalweg.core.spi.StorageSpi;
import io.thalweg.storage.redis.testing.RedisServers;
import io.vertx.core.Vertx;

/** The storage contract if one node changes what another reads and hears of. */
class TwoNodesContractTest extends StorageContract {
  @Override
  protected StorageSpi newStorage(Vertx vertx) {
    String prefix = RedisServers.freshPrefix();
    return new TwoNodes(TestRedis.storage(vertx, prefix), TestRedis.storage(vertx, prefix));
  }
}
