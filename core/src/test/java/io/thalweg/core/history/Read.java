package io.thalweg.core.history;

import java.util.List;

/**
 * A page as a reader of the whole stream got it.
 *
 * @param reader who reads; each of its pages starts where the one before ended
 * @param begun when the call was made
 * @param ended when the answer was there
 * @param from the offset asked for
 * @param next the offset to go on at
 * @param head as the answer told it
 */
public record Read(
    String reader, long begun, long ended, long from, long next, long head, List<Stored> events) {
  public Read {
    events = List.copyOf(events);
  }
}
