package io.thalweg.storage.postgres;

import io.thalweg.core.spi.StorageProvider;
import io.thalweg.core.spi.StorageSpi;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/** {@code storage.type: postgres}; the options are those of {@link PostgresOptions}. */
public final class PostgresStorageProvider implements StorageProvider {
  @Override
  public String type() {
    return "postgres";
  }

  @Override
  public boolean isShared() {
    return true;
  }

  @Override
  public StorageSpi create(Vertx vertx, JsonObject options) {
    return new PostgresStorage(vertx, PostgresOptions.from(options));
  }
}
