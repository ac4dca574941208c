package io.thalweg.storage.file.read;

import java.io.IOException;

/** The stream was deleted while it was read. */
public final class DeletedException extends IOException {
  private static final long serialVersionUID = 1L;

  DeletedException() {
    super("the stream was deleted meanwhile");
  }
}
