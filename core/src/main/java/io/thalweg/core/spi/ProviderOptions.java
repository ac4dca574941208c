package io.thalweg.core.spi;

import io.thalweg.core.error.StreamException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a provider's own part of the configuration. Whatever is wrong is {@code INVALID_REQUEST}
 * whose field is the option's key. Immutable.
 */
public final class ProviderOptions {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,7})(ms|s)");
  private static final long MS_PER_S = 1_000;

  private final JsonObject options;

  private ProviderOptions(JsonObject options) {
    this.options = options;
  }

  /**
   * The options, none of which is unknown.
   *
   * @param type the provider's {@link StorageProvider#type}
   */
  public static ProviderOptions of(JsonObject options, String type, Set<String> known) {
    for (String key : options.fieldNames()) {
      if (!known.contains(key)) {
        throw StreamException.invalid(
            key, "is no option of the " + type + " storage; there are " + known);
      }
    }
    return new ProviderOptions(options);
  }

  /** A text. A number is as good as its digits: a password may consist of them. */
  public String text(String key, String otherwise) {
    Object value = options.getValue(key);
    if (value instanceof String || value instanceof Number || value instanceof Boolean) {
      return value.toString();
    }
    if (value != null) {
      throw StreamException.invalid(key, "must be a string");
    }
    return otherwise;
  }

  /** The path of a PEM file with certificates, or null. */
  public String certificates(String key) {
    String path = text(key, null);
    if (path == null) {
      return null;
    }
    try {
      if (Files.readString(Path.of(path)).contains("-----BEGIN CERTIFICATE-----")) {
        return path;
      }
    } catch (IOException | InvalidPathException unreadable) {
      throw StreamException.invalid(key, "names a file that cannot be read: " + path);
    }
    throw StreamException.invalid(
        key, "must be a PEM file with certificates; this is none: " + path);
  }

  /** A whole number. */
  public int number(String key, int otherwise) {
    Object value = options.getValue(key);
    if (value == null) {
      return otherwise;
    }
    boolean isWhole = value instanceof Integer || value instanceof Long;
    if (!isWhole || ((Number) value).longValue() != ((Number) value).intValue()) {
      throw StreamException.invalid(key, "must be a whole number");
    }
    return ((Number) value).intValue();
  }

  /** Whether it is set to true; false unless it is. */
  public boolean flag(String key) {
    Object value = options.getValue(key);
    if (value != null && !(value instanceof Boolean)) {
      throw StreamException.invalid(key, "must be true or false");
    }
    return value != null && (Boolean) value;
  }

  /** A duration such as {@code 200ms} or {@code 3s}, in milliseconds. */
  public int durationMs(String key, String otherwise) {
    Matcher matcher = DURATION.matcher(text(key, otherwise));
    if (!matcher.matches()) {
      throw StreamException.invalid(key, "must be a duration such as 200ms or 3s");
    }
    long value = Long.parseLong(matcher.group(1));
    long ms = matcher.group(2).equals("s") ? value * MS_PER_S : value;
    return (int) Math.min(ms, Integer.MAX_VALUE);
  }

  /**
   * Refuses what is out of range.
   *
   * @param unit of the bounds, such as {@code ms}, or empty
   */
  public static void checkRange(String key, int value, int min, int max, String unit) {
    if (value < min || value > max) {
      throw StreamException.invalid(key, "must be " + min + unit + " to " + max + unit);
    }
  }
}
