package io.thalweg.server.json;

/**
 * Room to encode in before the length is known, one an event loop. Not thread-safe. What is larger
 * than 1 MiB bytes is not kept: one huge event shall not hold memory for ever.
 */
public final class Scratch {
  private static final int KEPT_MAX = 1 << 20;

  private byte[] bytes = {};

  /** An array of at least this length, until the next call. */
  public byte[] bytes(int length) {
    if (length > KEPT_MAX) {
      return new byte[length];
    }
    if (length > bytes.length) {
      bytes = new byte[Math.min(KEPT_MAX, Math.max(length, 2 * bytes.length))];
    }
    return bytes;
  }
}
