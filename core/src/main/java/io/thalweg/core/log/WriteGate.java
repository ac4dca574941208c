package io.thalweg.core.log;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;

/**
 * The door to the storage's writes. It shuts for good at the first failure that leaves the storage
 * unable to know what it has: nothing that is written afterwards could be promised. Not
 * thread-safe.
 */
final class WriteGate {
  private StreamException shutBy;

  boolean isOpen() {
    return shutBy == null;
  }

  /** Why it is shut, or null. */
  StreamException shutBy() {
    return shutBy;
  }

  /** Looks at a failed write. */
  void failed(Throwable failure) {
    StreamException known = StreamException.from(failure);
    if (isOpen() && known.code() == ErrorCode.WRITES_CLOSED) {
      shutBy = known;
    }
  }
}
