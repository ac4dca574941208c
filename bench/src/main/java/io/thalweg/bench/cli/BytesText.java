package io.thalweg.bench.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads sizes like {@code 512m} and {@code 2g} into bytes. */
final class BytesText implements ITypeConverter<Long> {

  private static final Pattern FORM = Pattern.compile("(\\d{1,6})([kmg])");

  @Override
  public Long convert(String text) {
    Matcher found = FORM.matcher(text);
    if (!found.matches()) {
      throw new TypeConversionException("'" + text + "' is no size like 512m or 2g");
    }
    int shift = 10 * ("kmg".indexOf(found.group(2)) + 1);
    return Long.parseLong(found.group(1)) << shift;
  }
}
