package io.thalweg.core.history;

/** What a client knows of a call that it made. */
public enum Outcome {
  /** The server said yes, and the client held the answer before the next fault began. */
  ACKNOWLEDGED,
  /** The server said no: nothing may have come of it. */
  REFUSED,
  /** No answer, or one that proves nothing: it may or may not have happened. */
  UNKNOWN
}
