package io.thalweg.core.bus;

/** The request did not come to the coordinator: certainly nothing of it was done. */
final class NotReachedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotReachedException(String message) {
    super(message, null, false, false);
  }
}
