package io.thalweg.server.config;

import io.thalweg.core.error.StreamException;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;

/**
 * The backend and what it was given.
 *
 * @param type the value of {@code storage.type}
 * @param options the backend's own keys, which only it can check; may hold secrets
 * @param origins where the options came from, by their names
 */
public record StorageConfig(String type, JsonObject options, Map<String, String> origins) {
  static StorageConfig from(Settings settings) {
    JsonObject options = settings.storageOptions();
    Map<String, String> origins = new TreeMap<>();
    origins.put("type", settings.origin(ConfigKeys.STORAGE_TYPE.name()));
    for (String option : options.fieldNames()) {
      origins.put(option, settings.origin(Settings.STORAGE + option));
    }
    return new StorageConfig(settings.get(ConfigKeys.STORAGE_TYPE), options, origins);
  }

  /** What the backend said of one of its options, with the place where it was set. */
  public ConfigException refused(StreamException refusal) {
    String field = refusal.field() == null ? "" : refusal.field();
    String option =
        field.startsWith(Settings.STORAGE) ? field.substring(Settings.STORAGE.length()) : field;
    String section = field.startsWith(Settings.STORAGE) ? "" : Settings.STORAGE;
    return new ConfigException(
        section
            + refusal.getMessage()
            + " (from "
            + origins.getOrDefault(option, "the default")
            + ")",
        refusal);
  }

  /** Names the options without their values: they may be secrets. */
  @Override
  public String toString() {
    return "StorageConfig[type=" + type + ", options=" + options.fieldNames() + "]";
  }
}
