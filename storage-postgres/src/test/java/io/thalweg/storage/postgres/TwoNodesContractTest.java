package io.thalweg.storage.postgres;

import io.thalweg.core.contract.StorageContract;
import io.thalweg.core.contract.TwoNodes;
import io.thalweg.core.spi.StorageSpi;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;

/** The storage contract if one node changes what another reads and hears of. */
class TwoNodesContractTest extends StorageContract {
  private final Schemas schemas = new Schemas();

  @AfterEach
  void endTest() {
    schemas.testEnded();
  }

  @Override
  protected StorageSpi newStorage(Vertx vertx) {
    String schema = schemas.take(vertx);
    return new TwoNodes(TestPostgres.storage(vertx, schema), TestPostgres.storage(vertx, schema));
  }
}
