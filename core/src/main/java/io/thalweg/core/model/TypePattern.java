package io.thalweg.core.model;

import io.thalweg.core.error.StreamException;

/**
 * A pattern over event types such as {@code user.*} or {@code order.>}: tokens are parted by dots,
 * {@code *} stands for exactly one token, {@code >} as the last token for one or more. The rules of
 * NATS subjects.
 *
 * @param value the pattern as the user wrote it
 */
public record TypePattern(String value) {
  private static final int LENGTH_MAX = 512;

  /**
   * Checks the pattern.
   *
   * @throws StreamException {@code INVALID_REQUEST} naming the field {@code event}
   */
  public TypePattern {
    if (value == null || value.isEmpty() || value.length() > LENGTH_MAX) {
      throw StreamException.invalid(
          "event", "must be a pattern of 1 to " + LENGTH_MAX + " characters");
    }
    int rest = value.indexOf('>');
    while (rest >= 0) {
      boolean startsToken = rest == 0 || value.charAt(rest - 1) == '.';
      boolean endsToken = rest == value.length() - 1 || value.charAt(rest + 1) == '.';
      if (startsToken && endsToken && rest != value.length() - 1) {
        throw StreamException.invalid("event", "may have > only as its last token");
      }
      rest = value.indexOf('>', rest + 1);
    }
  }

  /** Whether {@code type} fits, without allocating. */
  public boolean matches(String type) {
    int p = 0;
    int t = 0;
    int patternLength = value.length();
    while (p <= patternLength) {
      int pEnd = tokenEnd(value, p);
      boolean wildcard = pEnd - p == 1;
      if (wildcard && value.charAt(p) == '>') {
        return t < type.length();
      }
      if (t > type.length()) {
        return false;
      }
      int tEnd = tokenEnd(type, t);
      boolean anyToken = wildcard && value.charAt(p) == '*' && tEnd > t;
      if (!anyToken && !(tEnd - t == pEnd - p && value.regionMatches(p, type, t, tEnd - t))) {
        return false;
      }
      p = pEnd + 1;
      t = tEnd + 1;
    }
    return t > type.length();
  }

  private static int tokenEnd(String text, int from) {
    int dot = text.indexOf('.', from);
    return dot < 0 ? text.length() : dot;
  }
}
