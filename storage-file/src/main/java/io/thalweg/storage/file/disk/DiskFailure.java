package io.thalweg.storage.file.disk;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Locale;

/** Tells the failures of a disk apart. */
public final class DiskFailure {
  private DiskFailure() {}

  /**
   * Whether the write failed for want of room, and for nothing worse: what could not be forced may
   * be there or not. The JDK has no type for it: the operating system's words are all there is.
   */
  public static boolean isFull(Throwable failure) {
    if (!(failure instanceof IOException) || failure instanceof UnsyncedException) {
      return false;
    }
    return saysFull(failure.getMessage())
        || (failure instanceof FileSystemException detailed && saysFull(detailed.getReason()));
  }

  private static boolean saysFull(String message) {
    if (message == null) {
      return false;
    }
    String words = message.toLowerCase(Locale.ROOT);
    return words.contains("no space left")
        || words.contains("quota exceeded")
        || words.contains("not enough space");
  }
}
