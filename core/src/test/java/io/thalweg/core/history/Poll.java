package io.thalweg.core.history;

import java.util.List;

/**
 * An answer to a member of a group that asked for events.
 *
 * @param member its name; null for a caller without a name
 * @param run tells processes under one name apart
 * @param generation as told
 * @param partitions that the member holds, as told
 * @param events as delivered
 */
public record Poll(
    String member,
    int run,
    long begun,
    long ended,
    long generation,
    List<Integer> partitions,
    List<Stored> events) {
  public Poll {
    partitions = List.copyOf(partitions);
    events = List.copyOf(events);
  }
}
