package io.thalweg.server.config;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * One value that an operator gave.
 *
 * @param key the key's name, such as {@code http.port}
 * @param value a String, Long, Double, Boolean, or a List of these
 * @param origin where it was given, such as {@code --port} or {@code thalweg.yaml line 3}
 */
public record Setting(String key, Object value, String origin) {
  public Setting {
    Objects.requireNonNull(key);
    Objects.requireNonNull(value);
    Objects.requireNonNull(origin);
  }

  /** A value that was given as text, where a number may be meant. */
  public static Setting parsed(String key, String text, String origin) {
    return new Setting(key, ConfigYaml.scalar(text), origin);
  }

  /** The value as one would write it on the command line; a list with commas. */
  String text() {
    return value instanceof List<?> list
        ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
        : value.toString();
  }

  /** Leaves the value out: it may be a secret. */
  @Override
  public String toString() {
    return key + " (from " + origin + ")";
  }
}
