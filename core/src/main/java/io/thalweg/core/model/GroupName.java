package io.thalweg.core.model;

/**
 * The name of a consumer group: 1 to 200 of {@code A-Z a-z 0-9 . _ -}, the first a letter or a
 * digit.
 *
 * @param value the name as the user wrote it; case matters
 */
public record GroupName(String value) implements Comparable<GroupName> {
  /**
   * Checks the name.
   *
   * @throws io.thalweg.core.error.StreamException {@code INVALID_REQUEST} naming the field {@code
   *     group}
   */
  public GroupName {
    Names.check("group", value);
  }

  @Override
  public int compareTo(GroupName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
