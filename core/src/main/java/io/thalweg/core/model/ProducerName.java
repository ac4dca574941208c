package io.thalweg.core.model;

/**
 * The name of a producer that numbers what it publishes: 1 to 200 of {@code A-Z a-z 0-9 . _ -}, the
 * first a letter or a digit.
 *
 * @param value the name as the user wrote it; case matters
 */
public record ProducerName(String value) {
  /**
   * Checks the name.
   *
   * @throws io.thalweg.core.error.StreamException {@code INVALID_REQUEST} naming the field {@code
   *     producer}
   */
  public ProducerName {
    Names.check("producer", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
