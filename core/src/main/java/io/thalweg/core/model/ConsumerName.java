package io.thalweg.core.model;

/**
 * The name of a consumer, alone or as a member of a group: 1 to 200 of {@code A-Z a-z 0-9 . _ -},
 * the first a letter or a digit.
 *
 * @param value the name as the user wrote it; case matters
 */
public record ConsumerName(String value) implements Comparable<ConsumerName> {
  /**
   * Checks the name.
   *
   * @throws io.thalweg.core.error.StreamException {@code INVALID_REQUEST} naming the field {@code
   *     consumer}
   */
  public ConsumerName {
    Names.check("consumer", value);
  }

  @Override
  public int compareTo(ConsumerName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
