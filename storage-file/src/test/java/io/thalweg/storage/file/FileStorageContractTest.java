package io.thalweg.storage.file;

import io.thalweg.core.contract.DurableStorageContract;
import io.thalweg.core.spi.StorageSpi;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** The file storage keeps the contract. */
class FileStorageContractTest extends DurableStorageContract {
  @TempDir static Path root;

  private final Map<StorageSpi, Path> directories = new HashMap<>();
  private int number;

  @Override
  protected StorageSpi newStorage(Vertx vertx) {
    return storage(vertx, root.resolve(getClass().getSimpleName() + number++));
  }

  @Override
  protected StorageSpi reopen(Vertx vertx, StorageSpi closed) {
    return storage(vertx, directories.get(closed));
  }

  @Override
  protected StorageSpi newStorageThatCannotOpen(Vertx vertx) {
    Path occupied = root.resolve("occupied");
    try {
      Files.writeString(occupied, "a file where the data directory should be");
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
    return storage(vertx, occupied);
  }

  private StorageSpi storage(Vertx vertx, Path directory) {
    StorageSpi storage =
        new FileStorageProvider()
            .create(vertx, new JsonObject().put("data_dir", directory.toString()));
    directories.put(storage, directory);
    return storage;
  }
}
