package io.thalweg.core.model;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;

/** The one rule for what streams, groups and consumers may be called. */
final class Names {
  static final int LENGTH_MAX = 200;

  private Names() {}

  /**
   * Returns {@code value} if it is {@code [A-Za-z0-9][A-Za-z0-9._-]{0,199}}.
   *
   * @param field the request's field that holds the name, told to the caller when it is refused
   * @throws StreamException {@link ErrorCode#INVALID_REQUEST}
   */
  static String check(String field, String value) {
    if (value == null
        || value.isEmpty()
        || value.length() > LENGTH_MAX
        || !letterOrDigit(value.charAt(0))) {
      throw refuse(field);
    }
    for (int i = 1; i < value.length(); i++) {
      char c = value.charAt(i);
      if (!letterOrDigit(c) && c != '.' && c != '_' && c != '-') {
        throw refuse(field);
      }
    }
    return value;
  }

  static StreamException refuse(String field) {
    return StreamException.invalid(
        field, "must be 1 to 200 of A-Z a-z 0-9 . _ - and start with a letter or a digit");
  }

  private static boolean letterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
