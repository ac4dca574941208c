package io.thalweg.core.history;

import java.util.List;

/**
 * The whole log as one way to it shows it when all is over.
 *
 * @param via which node and transport
 * @param minOffset where retention lets it begin
 */
public record Drain(String via, long minOffset, List<Stored> events) {
  public Drain {
    events = List.copyOf(events);
  }
}
