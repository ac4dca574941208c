package io.thalweg.bench.load;

import java.time.Duration;

/**
 * How events are published.
 *
 * @param connections callers, each with one request under way
 * @param batch events in one request
 * @param size bytes of one event's data
 * @param keys how many partition keys the events go round in; 0 for events without one
 * @param streams how many streams the requests are spread over
 * @param partitions of each stream
 * @param duration of one round
 */
public record PublishShape(
    int connections,
    int batch,
    int size,
    int keys,
    int streams,
    int partitions,
    Duration duration) {

  private static final int KEYS_PER_PARTITION = 16;

  public PublishShape {
    atLeastOne("connections", connections);
    atLeastOne("batch", batch);
    atLeastOne("streams", streams);
    atLeastOne("partitions", partitions);
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException("duration must be longer than nothing");
    }
    new EventJson(size, keys);
  }

  /** Events carry as many keys as the partitions need. */
  public PublishShape(
      int connections, int batch, int size, int streams, int partitions, Duration duration) {
    this(connections, batch, size, keysFor(partitions), streams, partitions, duration);
  }

  /** How many keys fill so many partitions about evenly; none for one. */
  public static int keysFor(int partitions) {
    return partitions == 1 ? 0 : partitions * KEYS_PER_PARTITION;
  }

  /** What is published. */
  public EventJson events() {
    return new EventJson(size, keys);
  }

  /** How many events it takes until every stream and every key has had its turn. */
  int variety() {
    return Math.max(streams, keys);
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, not " + value);
    }
  }
}
