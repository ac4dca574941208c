package io.thalweg.server.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How the text of a setting becomes a value.
 *
 * @param range what is allowed, in words that follow "must be"
 * @param parser throws {@link IllegalArgumentException} on anything else
 */
record ValueType<T>(String range, Function<String, T> parser) {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,18})\\s*(B|KiB|MiB|GiB|TiB)?");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");
  private static final long KIB = 1024;

  T parse(String text) {
    return parser.apply(text);
  }

  static ValueType<String> text(String range) {
    return new ValueType<>(range, text -> require(text, !text.isBlank()));
  }

  /** Words between commas, or none. */
  static ValueType<List<String>> list(String range) {
    return new ValueType<>(
        range, text -> text.isBlank() ? List.of() : List.of(text.strip().split("\\s*,\\s*")));
  }

  static ValueType<Boolean> bool() {
    return new ValueType<>(
        "true or false",
        text -> require(text, text.equals("true") || text.equals("false")).equals("true"));
  }

  static ValueType<Integer> integer(int min, int max) {
    return new ValueType<>(
        "a whole number from " + min + " to " + max,
        text -> {
          int value = Integer.parseInt(text);
          require(text, value >= min && value <= max);
          return value;
        });
  }

  /** A number of bytes, such as {@code 65536}, {@code 64KiB} or {@code 1GiB}. */
  static ValueType<Long> size(long min, long max) {
    return new ValueType<>(
        "a size from " + sizeText(min) + " to " + sizeText(max),
        text -> {
          long value = parseSize(text);
          require(text, value >= min && value <= max);
          return value;
        });
  }

  /** A time, such as {@code 200ms}, {@code 30s} or {@code 24h}. */
  static ValueType<Duration> duration(Duration min, Duration max) {
    return new ValueType<>(
        "a duration from " + durationText(min) + " to " + durationText(max),
        text -> {
          Duration value = parseDuration(text);
          require(text, value.compareTo(min) >= 0 && value.compareTo(max) <= 0);
          return value;
        });
  }

  /** One of the enum's constants, written in lower case. */
  static <E extends Enum<E>> ValueType<E> choice(Class<E> constants) {
    String names =
        Arrays.stream(constants.getEnumConstants())
            .map(constant -> constant.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    return new ValueType<>(
        "one of " + names,
        text -> {
          require(text, text.equals(text.toLowerCase(Locale.ROOT)));
          return Enum.valueOf(constants, text.toUpperCase(Locale.ROOT));
        });
  }

  private static long parseSize(String text) {
    Matcher matcher = SIZE.matcher(text);
    require(text, matcher.matches());
    long number = Long.parseLong(matcher.group(1));
    return Math.multiplyExact(number, unitBytes(matcher.group(2)));
  }

  private static long unitBytes(String unit) {
    return switch (unit == null ? "B" : unit) {
      case "KiB" -> KIB;
      case "MiB" -> KIB * KIB;
      case "GiB" -> KIB * KIB * KIB;
      case "TiB" -> KIB * KIB * KIB * KIB;
      default -> 1;
    };
  }

  private static Duration parseDuration(String text) {
    Matcher matcher = DURATION.matcher(text);
    require(text, matcher.matches());
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  private static String sizeText(long bytes) {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
    int unit = 0;
    long rest = bytes;
    while (rest >= KIB && rest % KIB == 0 && unit < units.length - 1) {
      rest /= KIB;
      unit++;
    }
    return rest + (unit == 0 ? "" : units[unit]);
  }

  private static String durationText(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 1_000 != 0 || millis == 0) {
      return millis + "ms";
    }
    if (millis % 60_000 != 0) {
      return millis / 1_000 + "s";
    }
    return millis % 3_600_000 == 0 ? millis / 3_600_000 + "h" : millis / 60_000 + "m";
  }

  private static String require(String text, boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }
}
