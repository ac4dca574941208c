package io.thalweg.server.config;

/**
 * A key that an operator may set.
 *
 * @param name section and key, such as {@code http.port}
 * @param defaultText the default as an operator would write it
 * @param description one sentence for the reference page
 */
record ConfigKey<T>(String name, ValueType<T> type, String defaultText, String description) {
  ConfigKey {
    type.parse(defaultText);
  }

  T defaultValue() {
    return type.parse(defaultText);
  }
}
