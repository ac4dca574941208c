package io.thalweg.bench.load;

import java.time.Duration;

/**
 * Saturated publishing to many subscribers.
 *
 * @param subscribers WebSockets that each get every event
 * @param batch events in one request
 * @param window batches that may be on their way to the slowest subscriber: the next is published
 *     as soon as there are fewer
 * @param size bytes of one event's data
 * @param duration of one round
 */
public record FanoutShape(int subscribers, int batch, int window, int size, Duration duration) {

  public FanoutShape {
    if (subscribers < 1 || batch < 1 || window < 1) {
      throw new IllegalArgumentException("subscribers, batch and window must be at least 1");
    }
  }

  /** What saturates product and bases alike: deep enough that nobody waits for a publish. */
  public static FanoutShape saturating(int subscribers, int size, Duration duration) {
    return new FanoutShape(subscribers, 50, 20, size, duration);
  }
}
