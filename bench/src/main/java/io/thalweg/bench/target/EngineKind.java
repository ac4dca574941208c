package io.thalweg.bench.target;

import java.util.Arrays;
import java.util.Optional;

/**
 * A storage engine that runs already: the product can keep its streams in it, and it can be loaded
 * by itself.
 */
public enum EngineKind {
  POSTGRES("PostgreSQL", "postgres", "storage.schema"),
  REDIS("Redis", "redis", "storage.key_prefix");

  private final String title;
  private final String storage;
  private final String namespaceKey;

  EngineKind(String title, String storage, String namespaceKey) {
    this.title = title;
    this.storage = storage;
    this.namespaceKey = namespaceKey;
  }

  public static Optional<EngineKind> labelled(String label) {
    return Arrays.stream(values()).filter(kind -> kind.label().equals(label)).findFirst();
  }

  static Optional<EngineKind> ofStorage(String storage) {
    return Arrays.stream(values()).filter(kind -> kind.storage.equals(storage)).findFirst();
  }

  /** Its own name. */
  public String title() {
    return title;
  }

  /** The product's name for it, in {@code --storage}. */
  public String storage() {
    return storage;
  }

  /** The name of the engine by itself, on the command line and in reports. */
  public String label() {
    return "raw-" + storage;
  }

  /** The flag that says where it is, the same for the bench and for the product. */
  public String uriFlag() {
    return "--" + storage + "-uri";
  }

  /** The product's setting for what all that it keeps is named by. */
  String namespaceKey() {
    return namespaceKey;
  }

  @Override
  public String toString() {
    return storage;
  }
}
