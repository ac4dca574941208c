package io.thalweg.storage.postgres;

import io.thalweg.core.contract.DurableStorageContract;
import io.thalweg.core.spi.StorageSpi;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.WeakHashMap;
import org.junit.jupiter.api.AfterEach;

/** The storage contract on one node. */
class PostgresStorageContractTest extends DurableStorageContract {
  private final Schemas schemas = new Schemas();
  private final Map<StorageSpi, String> schemaOf = new WeakHashMap<>();

  @AfterEach
  void endTest() {
    schemas.testEnded();
  }

  @Override
  protected StorageSpi newStorage(Vertx vertx) {
    return storage(vertx, schemas.take(vertx));
  }

  @Override
  protected StorageSpi reopen(Vertx vertx, StorageSpi closed) {
    return storage(vertx, schemaOf.get(closed));
  }

  @Override
  protected StorageSpi newStorageThatCannotOpen(Vertx vertx) {
    JsonObject options = new JsonObject().put("uri", "postgresql://nobody@127.0.0.1:1/none");
    return new PostgresStorage(vertx, PostgresOptions.from(options));
  }

  private StorageSpi storage(Vertx vertx, String schema) {
    StorageSpi storage = TestPostgres.storage(vertx, schema);
    schemaOf.put(storage, schema);
    return storage;
  }
}
