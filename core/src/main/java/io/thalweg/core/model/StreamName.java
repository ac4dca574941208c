package io.thalweg.core.model;

import io.thalweg.core.error.StreamException;

/**
 * The name of a stream: 1 to 200 of {@code A-Z a-z 0-9 . _ -}, the first a letter or a digit.
 *
 * @param value the name as the user wrote it; case matters
 */
public record StreamName(String value) implements Comparable<StreamName> {
  /**
   * Checks the name.
   *
   * @throws io.thalweg.core.error.StreamException {@code INVALID_REQUEST} naming the field {@code
   *     stream}
   */
  public StreamName {
    Names.check("stream", value);
    if (value.equals("list")) {
      throw StreamException.invalid(
          "stream", "list is no stream's name: GET /stream/list lists the streams");
    }
  }

  @Override
  public int compareTo(StreamName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
