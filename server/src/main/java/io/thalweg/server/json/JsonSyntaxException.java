package io.thalweg.server.json;

/** A text that is no JSON, and where it stops being it. Has no stack trace. */
final class JsonSyntaxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  JsonSyntaxException(String message, int at) {
    super(message + " at byte " + at, null, false, false);
  }
}
