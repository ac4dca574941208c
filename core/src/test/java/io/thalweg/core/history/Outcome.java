package io.thalweg.core.history;

/** What a client knows of a call that it made. */
public enum Outcome {
  /** The server said yes. */
  ACKNOWLEDGED,
  /** The server said no: nothing may have come of it. */
  REFUSED,
  /** No answer: it may or may not have happened. */
  UNKNOWN
}
