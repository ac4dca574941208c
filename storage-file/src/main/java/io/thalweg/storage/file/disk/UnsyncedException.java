package io.thalweg.storage.file.disk;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file could not be forced to the disk. What it holds there is unknown from now on, also if a
 * second attempt succeeds: the pages that failed may have been dropped.
 */
public final class UnsyncedException extends IOException {
  private static final long serialVersionUID = 1L;

  public UnsyncedException(Path path, IOException cause) {
    super(path + " could not be forced to the disk: " + cause.getMessage(), cause);
  }
}
