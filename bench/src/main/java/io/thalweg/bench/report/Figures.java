package io.thalweg.bench.report;

import java.util.Locale;

/** Writes figures with as many digits as they deserve. */
final class Figures {

  private Figures() {}

  static String of(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return "-";
    }
    double size = Math.abs(value);
    if (size >= 1e6) {
      return "%.2f M".formatted(value / 1e6);
    }
    if (size >= 1e4) {
      return "%.1f k".formatted(value / 1e3);
    }
    int decimals = size >= 100 ? 0 : size >= 10 ? 1 : 2;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  /** A ratio with its span: {@code 0.72 (0.69-0.75)}. */
  static String ratio(Spread spread) {
    return "%s (%s-%s)".formatted(of(spread.median()), of(spread.min()), of(spread.max()));
  }
}
