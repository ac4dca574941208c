package io.thalweg.core.history;

import java.util.List;

/**
 * An answer to a worker of a shared group that asked for work.
 *
 * @param token what the worker's words about it carry; no other answer has it
 * @param nanos how long the events are the worker's at least, from {@code begun} on
 * @param deliveries for each event, the how manyeth time it was handed out
 */
public record Lease(
    String worker,
    long begun,
    long ended,
    long token,
    long nanos,
    List<Stored> events,
    List<Integer> deliveries) {
  public Lease {
    events = List.copyOf(events);
    deliveries = List.copyOf(deliveries);
  }
}
