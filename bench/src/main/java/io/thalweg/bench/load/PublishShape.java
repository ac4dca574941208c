package io.thalweg.bench.load;

import java.time.Duration;

/**
 * How events are published.
 *
 * @param connections callers, each with one request under way
 * @param batch events in one request
 * @param size bytes of one event's data
 * @param streams how many streams the requests are spread over
 * @param partitions of each stream; events carry keys if there is more than one
 * @param duration of one round
 */
public record PublishShape(
    int connections, int batch, int size, int streams, int partitions, Duration duration) {

  private static final int KEYS_PER_PARTITION = 16;

  public PublishShape {
    atLeastOne("connections", connections);
    atLeastOne("batch", batch);
    atLeastOne("streams", streams);
    atLeastOne("partitions", partitions);
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException("duration must be longer than nothing");
    }
    events(size, partitions);
  }

  /** What is published. */
  public EventJson events() {
    return events(size, partitions);
  }

  private static EventJson events(int size, int partitions) {
    return new EventJson(size, partitions == 1 ? 0 : partitions * KEYS_PER_PARTITION);
  }

  /** How many events it takes until every stream and every key has had its turn. */
  int variety() {
    return partitions == 1 ? streams : Math.max(streams, partitions * KEYS_PER_PARTITION);
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, not " + value);
    }
  }
}
