package io.thalweg.core.spi;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/**
 * Makes storages of one type. Implementations are found by {@link java.util.ServiceLoader}: public
 * class, no-argument constructor, named in {@code META-INF/services}.
 */
public interface StorageProvider {
  /** The value of {@code storage.type} that chooses this provider, such as {@code file}. */
  String type();

  /**
   * Whether other processes may have open what the same options name, so that who coordinates its
   * groups must be settled by a lease ({@link LeaseStore}).
   */
  boolean isShared();

  /**
   * Makes a storage that is not open yet.
   *
   * @param options the provider's own part of the configuration
   * @throws io.thalweg.core.error.StreamException {@code INVALID_REQUEST} whose field is the
   *     option's key, if an option is unknown or out of range
   */
  StorageSpi create(Vertx vertx, JsonObject options);
}
