package io.thalweg.core.error;

import java.util.Map;
import java.util.Objects;

/**
 * The one exception that crosses the SPI, the event bus and the embedding API. Immutable. It has no
 * stack trace of its own: it reports a caller's problem or wraps the fault as its cause.
 */
public final class StreamException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final String field;
  private final transient Map<String, Object> details;

  private StreamException(
      ErrorCode code, String field, String message, Map<String, Object> details, Throwable cause) {
    super(message, cause, false, false);
    this.code = Objects.requireNonNull(code);
    this.field = field;
    this.details = Map.copyOf(details);
  }

  /** An error without further numbers. */
  public static StreamException of(ErrorCode code, String message) {
    return new StreamException(code, null, message, Map.of(), null);
  }

  /**
   * An error with the numbers that a client needs in order to go on, keyed as in the JSON answer.
   */
  public static StreamException of(ErrorCode code, String message, Map<String, Object> details) {
    return new StreamException(code, null, message, details, null);
  }

  /** A fault below, kept as the cause. */
  public static StreamException caused(ErrorCode code, String message, Throwable cause) {
    return new StreamException(code, null, message, Map.of(), cause);
  }

  /** An error of another node, as it was there. */
  public static StreamException received(
      ErrorCode code, String field, String message, Map<String, Object> details) {
    return new StreamException(code, field, message, details, null);
  }

  /** A malformed request: the message reads on from the field's name. */
  public static StreamException invalid(String field, String message) {
    return new StreamException(
        ErrorCode.INVALID_REQUEST, field, field + " " + message, Map.of(), null);
  }

  /** A request that is too large: the message reads on from the name of what is. */
  public static StreamException tooLarge(String field, String message) {
    return new StreamException(ErrorCode.TOO_LARGE, field, field + " " + message, Map.of(), null);
  }

  /** The same error, naming what of the request is at fault. */
  public StreamException about(String culprit) {
    return new StreamException(code, culprit, getMessage(), details(), getCause());
  }

  /** {@code failure} itself if it is one of ours, else {@link ErrorCode#INTERNAL} around it. */
  public static StreamException from(Throwable failure) {
    return failure instanceof StreamException known
        ? known
        : caused(ErrorCode.INTERNAL, "internal error", failure);
  }

  public ErrorCode code() {
    return code;
  }

  /** The request's field or parameter at fault, or null. */
  public String field() {
    return field;
  }

  /** Numbers for the client, keyed as in the JSON answer; never null. */
  public Map<String, Object> details() {
    return details == null ? Map.of() : details;
  }

  /**
   * How long the caller should wait before it tries again, in milliseconds; 0 if that is no use.
   */
  public long retryAfterMs() {
    return switch (code) {
      case OVERLOADED, UNAVAILABLE, CLOSED -> 1_000;
      case STORAGE_FULL, WRITES_CLOSED -> 10_000;
      default -> 0;
    };
  }
}
