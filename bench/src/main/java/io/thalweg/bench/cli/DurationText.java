package io.thalweg.bench.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads durations like {@code 200ms}, {@code 10s}, {@code 5m}. */
final class DurationText implements ITypeConverter<Duration> {

  private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m)");

  @Override
  public Duration convert(String text) {
    Matcher found = FORM.matcher(text);
    if (!found.matches()) {
      throw new TypeConversionException("'" + text + "' is no duration like 200ms, 10s or 5m");
    }
    long count = Long.parseLong(found.group(1));
    switch (found.group(2)) {
      case "ms":
        return Duration.ofMillis(count);
      case "s":
        return Duration.ofSeconds(count);
      default:
        return Duration.ofMinutes(count);
    }
  }
}
