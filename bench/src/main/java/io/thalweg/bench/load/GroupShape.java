package io.thalweg.bench.load;

/**
 * A group that drains a stream.
 *
 * @param members that share the partitions
 * @param filled what is there to be drained
 */
public record GroupShape(int members, ConsumeShape filled) {

  public GroupShape {
    if (members < 1) {
      throw new IllegalArgumentException("a group needs at least one member");
    }
  }
}
