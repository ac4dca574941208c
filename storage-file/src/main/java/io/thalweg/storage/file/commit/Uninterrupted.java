package io.thalweg.storage.file.commit;

/** Waiting as storage threads do. */
public final class Uninterrupted {
  private Uninterrupted() {}

  /** Waits to be notified; the caller holds the monitor, and looks why it has waited. */
  public static void await(Object monitor) {
    await(monitor, 0);
  }

  /** The same for so many milliseconds at most; 0 for ever. */
  public static void await(Object monitor, long timeoutMs) {
    try {
      monitor.wait(timeoutMs);
    } catch (InterruptedException ignored) {
      // Nobody has a reason to interrupt a storage thread, and obeying would close its files.
    }
  }
}
