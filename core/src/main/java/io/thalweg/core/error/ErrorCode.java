package io.thalweg.core.error;

/** What went wrong, from the caller's side. The names are stable: clients may switch on them. */
public enum ErrorCode {
  /** The request is malformed; {@link StreamException#field()} says where. Nothing was changed. */
  INVALID_REQUEST,
  STREAM_NOT_FOUND,
  STREAM_EXISTS,
  GROUP_NOT_FOUND,
  GROUP_EXISTS,
  MEMBER_NOT_FOUND,
  /** {@code expected_offset} is not the head; detail {@code head}. */
  HEAD_MISMATCH,
  /** The stream is another incarnation than the caller said; detail {@code generation}. */
  STREAM_GENERATION_MISMATCH,
  /** The group has moved on to another generation; detail {@code generation}. */
  FENCED,
  /** The producer has a higher epoch; details {@code epoch} and {@code next_sequence}. */
  PRODUCER_FENCED,
  /**
   * The producer's next batch is another one: numbers were left out, or were stored too long ago to
   * be answered again; details {@code epoch} and {@code next_sequence}.
   */
  OUT_OF_SEQUENCE,
  /** What was asked cannot be done in the present state, such as a seek under live members. */
  CONFLICT,
  /** An offset beyond what exists or was delivered; details {@code min_offset} and {@code head}. */
  OFFSET_OUT_OF_RANGE,
  /** The events asked for were removed by retention; detail {@code min_offset}. */
  OFFSET_GONE,
  /** The request or an event in it is larger than the limit. */
  TOO_LARGE,
  /**
   * Buffers are full; nothing was stored; try again after {@link StreamException#retryAfterMs()}.
   */
  OVERLOADED,
  /** The storage has no room; nothing was stored; reads go on. */
  STORAGE_FULL,
  /** The storage does not answer now; nothing is known to be stored; try again. */
  UNAVAILABLE,
  /**
   * Writing is closed until an operator restarts the server, because a storage error left the
   * outcome of a write unknown. Reads go on.
   */
  WRITES_CLOSED,
  /**
   * This node's part of the service has ended or is ending; ask another one, or after a restart.
   */
  CLOSED,
  /** Stored bytes do not match their checksum. They are not served. */
  CORRUPT,
  /** A bug. */
  INTERNAL
}
