package io.thalweg.core.history;

import java.util.List;

/**
 * What a worker of a shared group said, once, about events that it had got. A worker says one thing
 * after the other.
 *
 * @param token of the answer that it got them in
 * @param nanos how long they are its at least, from {@code begun} on, if it asked for longer
 * @param about offsets
 * @param accepted those it counted for, if it was answered
 * @param settledBefore those that it was told to be settled
 */
public record Word(
    Kind kind,
    long token,
    long begun,
    long ended,
    long nanos,
    List<Long> about,
    List<Long> accepted,
    List<Long> settledBefore,
    Outcome outcome) {
  /** What there is to say. */
  public enum Kind {
    ACK,
    NACK,
    EXTEND
  }

  public Word {
    about = List.copyOf(about);
    accepted = List.copyOf(accepted);
    settledBefore = List.copyOf(settledBefore);
  }

  /** Nobody knows whether it was heard. */
  public static Word unanswered(
      Kind kind, long token, long begun, long ended, long nanos, List<Long> about) {
    return new Word(kind, token, begun, ended, nanos, about, List.of(), List.of(), Outcome.UNKNOWN);
  }

  boolean isUnknown() {
    return outcome == Outcome.UNKNOWN;
  }
}
