package io.thalweg.storage.file.read;

import java.io.IOException;

/** What was looked for has been removed by retention meanwhile. */
final class TrimmedException extends IOException {
  private static final long serialVersionUID = 1L;

  TrimmedException(String message) {
    super(message);
  }
}
