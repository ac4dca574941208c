package io.thalweg.bench.load;

import java.time.Duration;

/**
 * An open loop: events are due at a fixed rate, whatever becomes of those before them.
 *
 * @param rate events a second
 * @param subscribers WebSockets that each get all of them
 * @param size bytes of one event's data
 * @param duration of one round
 */
public record LatencyShape(int rate, int subscribers, int size, Duration duration) {

  public LatencyShape {
    if (rate < 1 || subscribers < 1 || rate * duration.toMillis() < 1000) {
      throw new IllegalArgumentException("a round needs at least one event and one subscriber");
    }
  }

  int events() {
    return (int) (rate * duration.toMillis() / 1000);
  }

  long intervalNanos() {
    return 1_000_000_000L / rate;
  }
}
