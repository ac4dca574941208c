package io.thalweg.storage.file;

import io.thalweg.core.model.Durability;
import io.thalweg.core.spi.StorageProvider;
import io.thalweg.core.spi.StorageSpi;
import io.thalweg.storage.file.disk.FileSystemDisk;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/** Makes {@link FileStorage}s. */
public final class FileStorageProvider implements StorageProvider {
  @Override
  public String type() {
    return "file";
  }

  @Override
  public boolean isShared() {
    return false;
  }

  @Override
  public StorageSpi create(Vertx vertx, JsonObject options) {
    FileOptions checked = FileOptions.from(options);
    boolean syncing = checked.durability() == Durability.FSYNC;
    return new FileStorage(vertx, checked, new FileSystemDisk(syncing), System::currentTimeMillis);
  }
}
