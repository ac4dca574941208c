package io.thalweg.server.http;

import io.thalweg.core.error.StreamException;
import java.util.List;

/** Durations as text: a whole number and a unit, such as {@code 200ms}, {@code 3s}, {@code 24h}. */
public final class DurationText {
  private static final int DIGITS_MAX = 15;

  private DurationText() {}

  /**
   * The duration in milliseconds.
   *
   * @param field named to the caller if {@code text} is no duration
   * @throws StreamException {@code INVALID_REQUEST}
   */
  public static long parse(String field, String text) {
    int digits = 0;
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    long unitMs = unitMs(text.substring(digits));
    if (digits == 0 || digits > DIGITS_MAX || unitMs == 0) {
      throw StreamException.invalid(field, "must be a duration such as 200ms, 3s, 5m, 24h or 7d");
    }
    try {
      return Math.multiplyExact(Long.parseLong(text, 0, digits, 10), unitMs);
    } catch (ArithmeticException overflow) {
      throw StreamException.invalid(field, "is too long a duration");
    }
  }

  /** The shortest text that {@link #parse} takes for the duration. */
  public static String format(long ms) {
    for (String unit : List.of("d", "h", "m", "s")) {
      long unitMs = unitMs(unit);
      if (ms != 0 && ms % unitMs == 0) {
        return ms / unitMs + unit;
      }
    }
    return ms == 0 ? "0s" : ms + "ms";
  }

  private static long unitMs(String unit) {
    return switch (unit) {
      case "ms" -> 1;
      case "s" -> 1_000;
      case "m" -> 60_000;
      case "h" -> 3_600_000;
      case "d" -> 86_400_000;
      default -> 0;
    };
  }
}
