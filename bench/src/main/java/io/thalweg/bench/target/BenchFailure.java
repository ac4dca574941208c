package io.thalweg.bench.target;

/**
 * A run that must not be reported: an answer was no success, an event is missing or out of order, a
 * server did not start.
 */
public final class BenchFailure extends RuntimeException {

  private static final long serialVersionUID = 1;

  public BenchFailure(String message) {
    super(message);
  }

  public BenchFailure(String message, Throwable cause) {
    super(message + ": " + cause, cause);
  }
}
