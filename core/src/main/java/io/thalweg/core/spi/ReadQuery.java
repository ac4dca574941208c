package io.thalweg.core.spi;

import io.thalweg.core.model.StreamName;

/**
 * What to read and how much of it at most.
 *
 * @param from the first offset wanted; raised to the oldest that is retained
 * @param filter which events are wanted
 * @param eventsMax at least 1
 * @param bytesMax at least 1; the events returned take no more, encoded, than so many bytes. But
 *     one event is returned however large it is
 */
public record ReadQuery(
    StreamName stream, long from, EventFilter filter, int eventsMax, int bytesMax) {
  public ReadQuery {
    if (from < 0 || eventsMax < 1 || bytesMax < 1) {
      throw new IllegalArgumentException(
          "from " + from + ", events " + eventsMax + ", bytes " + bytesMax);
    }
  }
}
