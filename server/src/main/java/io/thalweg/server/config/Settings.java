package io.thalweg.server.config;

import io.thalweg.core.error.StreamException;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The settings of all sources, the later ones in force. Refuses keys that nobody knows. */
final class Settings {
  /** The section whose keys belong to the chosen backend, save {@code storage.type}. */
  static final String STORAGE = "storage.";

  private final Map<String, Setting> byKey = new LinkedHashMap<>();

  /**
   * @param sources from the weakest to the strongest
   */
  Settings(List<List<Setting>> sources) {
    for (List<Setting> source : sources) {
      for (Setting setting : source) {
        check(setting);
        byKey.put(setting.key(), setting);
      }
    }
  }

  private static void check(Setting setting) {
    if (ConfigKeys.isKnown(setting.key()) || setting.key().startsWith(STORAGE)) {
      return;
    }
    throw new ConfigException(
        "there is no key "
            + setting.key()
            + " (from "
            + setting.origin()
            + ")"
            + Similar.hint(setting.key(), ConfigKeys.names()));
  }

  <T> T get(ConfigKey<T> key) {
    Setting setting = byKey.get(key.name());
    if (setting == null) {
      return key.defaultValue();
    }
    try {
      return key.type().parse(setting.text());
    } catch (IllegalArgumentException | ArithmeticException refused) {
      throw new ConfigException(
          key.name()
              + " is \""
              + setting.text()
              + "\" (from "
              + setting.origin()
              + "); it must be "
              + key.type().range());
    }
  }

  /** What a record said of one of these settings, with the place where it was set. */
  ConfigException refused(StreamException refusal) {
    return new ConfigException(
        refusal.getMessage() + " (from " + origin(refusal.field()) + ")", refusal);
  }

  /** Where the key was set, or that it was not. */
  String origin(String key) {
    Setting setting = byKey.get(key);
    return setting == null ? "the default" : setting.origin();
  }

  /** The options of the backend, without the section's name. */
  JsonObject storageOptions() {
    JsonObject options = new JsonObject();
    byKey.forEach(
        (key, setting) -> {
          if (key.startsWith(STORAGE) && !ConfigKeys.isKnown(key)) {
            options.put(key.substring(STORAGE.length()), setting.value());
          }
        });
    return options;
  }
}
