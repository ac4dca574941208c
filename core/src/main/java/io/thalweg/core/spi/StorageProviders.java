package io.thalweg.core.spi;

import io.thalweg.core.error.StreamException;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.TreeSet;

/** Finds the storage that the configuration names. There is no default and no fallback. */
public final class StorageProviders {
  private StorageProviders() {}

  /**
   * The one provider of this type on the class path.
   *
   * @throws StreamException {@code INVALID_REQUEST} on {@code storage.type} if there is none or
   *     more than one; the message lists what was found
   */
  public static StorageProvider named(String type) {
    List<StorageProvider> matches = new ArrayList<>();
    TreeSet<String> found = new TreeSet<>();
    for (StorageProvider provider :
        ServiceLoader.load(StorageProvider.class, StorageProviders.class.getClassLoader())) {
      found.add(provider.type());
      if (provider.type().equals(type)) {
        matches.add(provider);
      }
    }
    if (matches.size() != 1) {
      throw StreamException.invalid(
          "storage.type",
          (matches.isEmpty() ? "must be one of " : "must not be the name of several backends, of ")
              + found
              + ", not "
              + type);
    }
    return matches.get(0);
  }
}
